import net from "node:net";
import readline from "node:readline/promises";

// 1. An IPv4 address is a 32-bit number, written as four bytes, the most significant first.
//    Only the last byte is right so far.
function toNumber(address: string): number {
  return Number(address.split(".")[3]);
}

function toAddress(number: number): string {
  return `0.0.0.${number % 256}`;
}

const terminal = readline.createInterface({ input: process.stdin });
const lines = terminal[Symbol.asyncIterator]();
console.log("An address:");
console.log(toNumber((await lines.next()).value));
console.log("A number:");
console.log(toAddress(Number((await lines.next()).value)));
terminal.close();

// 2. net.connect dials 10.0.0.1, port 7. On "connect", print both ends as host:port, and end.
