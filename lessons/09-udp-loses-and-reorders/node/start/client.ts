import dgram from "node:dgram";
import readline from "node:readline/promises";

const client = dgram.createSocket("udp4");

// The server at port 8889 wants each question with a number, "3 36.6", and answers with the same number.
function ask(celsius: string): Promise<string> {
  return new Promise((resolve) => {
    client.once("message", (message) => resolve(message.toString()));
    client.send(celsius, 8889, "10.0.0.1");
  });
}

const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
const temperatures = (await terminal.question("Temperatures: ")).split(" ");
terminal.close();
for (const celsius of temperatures) {
  console.log(`${celsius}: ${await ask(celsius)}`);
}
client.close();
