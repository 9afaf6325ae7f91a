import { AF_INET, decode, encode, input, print, SOCK_DGRAM, Socket, TimeoutError } from "sockets";

const server = ["10.0.0.1", 8889] as const;
const client = new Socket(AF_INET, SOCK_DGRAM);
// A question or its answer may be lost: nobody tells, so only the clock can.
client.settimeout(1.5);

function ask(number: number, celsius: string): string {
  for (let attempt = 1; attempt <= 40; attempt++) {
    client.sendto(encode(`${number} ${celsius}`), [...server]);
    try {
      const [, ...answer] = decode(client.recv(1024)).split(" ");
      return answer.join(" ");
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }
  throw new Error(`no answer to question ${number}`);
}

const temperatures = input("Temperatures: ").split(" ");
for (const [index, celsius] of temperatures.entries()) {
  print(`${celsius}: ${ask(index + 1, celsius)}`);
}
client.close();
