import { AF_INET, decode, encode, input, print, SOCK_DGRAM, Socket, TimeoutError } from "sockets";

const server = ["10.0.0.1", 8889] as const;
const client = new Socket(AF_INET, SOCK_DGRAM);
// A question or its answer may be lost: nobody tells, so only the clock can.
client.settimeout(1.5);

function ask(number: number, celsius: string): string {
  for (let attempt = 1; attempt <= 2; attempt++) {
    client.sendto(encode(`${number} ${celsius}`), [...server]);
    try {
      for (;;) {
        const [answered, ...answer] = decode(client.recv(1024)).split(" ");
        if (Number(answered) === number) return answer.join(" ");
        // A late answer, or a second one, to an earlier question: wait on for ours.
      }
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
