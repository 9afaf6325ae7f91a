import net from "node:net";
import readline from "node:readline";

const client = net.connect({ host: "10.0.0.1", port: 3234 });
const terminal = readline.createInterface({ input: process.stdin });

terminal.on("line", (line) => {
  if (line === "q") client.end();
  // An empty write sends nothing, so there would be no answer to wait for.
  else if (line !== "") client.write(line);
});

client.on("data", (answer) => console.log(answer.toString()));

// Either end may leave first; then the keyboard is of no use any more.
client.on("close", () => terminal.close());
