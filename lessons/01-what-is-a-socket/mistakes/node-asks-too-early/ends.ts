import net from "node:net";
import readline from "node:readline/promises";

// 1. An IPv4 address is a 32-bit number, written as four bytes, the most significant first.
function toNumber(address: string): number {
  return address.split(".").reduce((number, byte) => number * 256 + Number(byte), 0);
}

function toAddress(number: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((worth) => Math.floor(number / worth) % 256).join(".");
}

const terminal = readline.createInterface({ input: process.stdin });
const lines = terminal[Symbol.asyncIterator]();
console.log("An address:");
console.log(toNumber((await lines.next()).value));
console.log("A number:");
console.log(toAddress(Number((await lines.next()).value)));
terminal.close();

// 2. A connection is known by its two ends. Node knows them once the handshake is over.
const socket = net.connect({ host: "10.0.0.1", port: 7 });
console.log(`${socket.localAddress}:${socket.localPort} - ${socket.remoteAddress}:${socket.remotePort}`);
socket.end();
