import { AF_INET, input, print, SOCK_STREAM, Socket } from "sockets";

// 1. An IPv4 address is a 32-bit number, written as four bytes, the most significant first.
function toNumber(address: string): number {
  return address.split(".").reduce((number, byte) => number * 256 + Number(byte), 0);
}

function toAddress(number: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((worth) => Math.floor(number / worth) % 256).join(".");
}

print(toNumber(input("An address: ")));
print(toAddress(Number(input("A number: "))));

// 2. A connection is known by its two ends, and an end is an address and a port.
const socket = new Socket(AF_INET, SOCK_STREAM);
socket.connect(["10.0.0.1", 7]);
const [myHost, myPort] = socket.getsockname();
const [peerHost, peerPort] = socket.getpeername();
print(`${myHost}:${myPort} - ${peerHost}:${peerPort}`);

socket.close();
