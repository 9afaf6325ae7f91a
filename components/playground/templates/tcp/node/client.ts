import net from "node:net";
import readline from "node:readline";

// Your own server. The reference peers are on 10.0.0.1.
const client = net.connect({ host: "10.0.0.2", port: 8989 }, () => {
  console.log(`connected from ${client.localAddress}:${client.localPort}`);
  terminal.prompt();
});
const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });

terminal.on("line", (line) => {
  if (line === "") client.end();
  else client.write(line);
});
client.on("data", (answer) => {
  console.log(answer.toString());
  terminal.prompt();
});
client.on("close", () => terminal.close());
