import dgram from "node:dgram";
import readline from "node:readline/promises";

const client = dgram.createSocket("udp4");

function ask(number: number, celsius: string): Promise<string> {
  return new Promise((resolve) => {
    const send = () => client.send(`${number} ${celsius}`, 8889, "10.0.0.1");
    // A question or its answer may be lost: nobody tells, so only the clock can.
    const again = setInterval(send, 300);
    const hear = (message: Buffer) => {
      const [answered, ...answer] = message.toString().split(" ");
      // A late answer, or a second one, to an earlier question: wait on for ours.
      if (Number(answered) !== number) return;
      clearInterval(again);
      client.off("message", hear);
      resolve(answer.join(" "));
    };
    client.on("message", hear);
    send();
  });
}

const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
const temperatures = (await terminal.question("Temperatures: ")).split(" ");
terminal.close();
for (const [index, celsius] of temperatures.entries()) {
  console.log(`${celsius}: ${await ask(index + 1, celsius)}`);
}
client.close();
