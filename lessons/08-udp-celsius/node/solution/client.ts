import dgram from "node:dgram";
import readline from "node:readline/promises";

// 1. Create: a socket for datagrams. The kernel picks its port at the first send.
const client = dgram.createSocket("udp4");

const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
const celsius = await terminal.question("Temperature in °C: ");
terminal.close();

// 3. Receive: one datagram, the answer. Then close, or the program would wait for more.
client.on("message", (answer) => {
  console.log(answer.toString());
  client.close();
});

// 2. Send: one datagram, with the address on it. Nothing says whether it arrives.
client.send(celsius, 8888, "10.0.0.1");
