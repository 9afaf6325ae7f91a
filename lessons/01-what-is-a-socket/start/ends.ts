import { AF_INET, input, print, SOCK_STREAM, Socket } from "sockets";

// 1. An IPv4 address is a 32-bit number, written as four bytes, the most significant first.
//    Only the last byte is right so far.
function toNumber(address: string): number {
  return Number(address.split(".")[3]);
}

function toAddress(number: number): string {
  return `0.0.0.${number % 256}`;
}

print(toNumber(input("An address: ")));
print(toAddress(Number(input("A number: "))));

// 2. Connect to the echo server, 10.0.0.1 port 7, and print both ends as host:port.
const socket = new Socket(AF_INET, SOCK_STREAM);
