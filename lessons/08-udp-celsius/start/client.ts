import { AF_INET, decode, encode, input, print, SOCK_DGRAM, Socket } from "sockets";

// 1. Create: a socket for datagrams. A client needs no bind: the kernel picks a port.
const client = new Socket(AF_INET, SOCK_DGRAM);

const celsius = input("Temperature in °C: ");

// 2. sendto the server, 10.0.0.1 port 8888: the text that was typed.

// 3. recv the answer and print it.

// 4. Close.
