import net from "node:net";
import readline from "node:readline";

const client = net.connect({ host: "10.0.0.1", port: 3234 });
const terminal = readline.createInterface({ input: process.stdin });

// One line: that is all so far. Let `q` end it, and nothing else.
terminal.once("line", (line) => {
  client.write(line);
  client.once("data", (answer) => {
    console.log(answer.toString());
    client.end();
    terminal.close();
  });
});
