import dgram from "node:dgram";
import readline from "node:readline/promises";

// 1. Create: a socket for datagrams. A client needs no bind: the kernel picks a port.
const client = dgram.createSocket("udp4");

const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
const celsius = await terminal.question("Temperature in °C: ");
terminal.close();

// 2. send to the server, 10.0.0.1 port 8888: the text that was typed.

// 3. On "message": print the answer, and close.
