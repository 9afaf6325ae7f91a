import { AF_INET, encode, input, print, SOCK_DGRAM, Socket } from "sockets";

// 1. Create: a socket for datagrams. The kernel picks its port at the first sendto.
const client = new Socket(AF_INET, SOCK_DGRAM);

const celsius = input("Temperature in °C: ");

// 2. Send: one datagram, with the address on it. Nothing says whether it arrives.
client.sendto(encode(celsius), ["10.0.0.1", 8888]);

// 3. Receive: one datagram, the answer.
client.recv(1024);
print(`${celsius} °C is ${(Number(celsius) * 1.8 + 32).toFixed(1)} °F`);

// 4. Close: the port is free again. No packet is sent, since nobody was connected.
client.close();
