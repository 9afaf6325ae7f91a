import { decode, defineChecks, encode, sayText, type Trial } from "../../sandbox-server/checks/checking.ts";

const port = 8889;

const perfect = {
  loss: 0,
  delay: 0,
  jitter: 0,
  duplicate: 0,
  reorder: 0,
  corrupt: 0,
  rate: 0,
  cut: false,
  hold: false,
};
const lossy = { ...perfect, loss: 30 };

type Question = { number: number; celsius: string };

/** Temperatures to type, and an answer to each that no formula gives. */
function questions(t: Trial, count: number) {
  const celsius = Array.from({ length: count }, () => t.random.decimal(-30, 90));
  const answers = celsius.map(() => `${t.random.word()} ${t.random.decimal(300, 900)}`);
  const lines = celsius.map((one, index) => `${one}: ${answers[index]}`);
  return { celsius, answers, lines };
}

/** Starts the client, types the temperatures, and answers its datagrams as `reply` says until it has ended. */
async function serve(
  t: Trial,
  asked: ReturnType<typeof questions>,
  reply: (question: Question, answer: string) => string[],
  conditions = perfect,
) {
  // The lesson's own wire loses packets; what is judged here must not depend on luck.
  t.wire({ you: conditions, lab: conditions });
  const server = t.datagrams(port);
  const program = await t.run("client.ts");
  program.type(`${asked.celsius.join(" ")}\n`);
  const expected = {
    en: `a datagram with a number from 1 and a temperature, such as ${sayText(`1 ${asked.celsius[0]}`)}`,
    zh: `一个数据报，内容是从 1 起的编号和温度，如${sayText(`1 ${asked.celsius[0]}`)}`,
  };
  const { bytes, from } = await server.receive(expected);
  let next: { bytes: Uint8Array; from: typeof from } | null = { bytes, from };
  while (next !== null) {
    const text = decode(next.bytes).trim();
    const [number, celsius] = text.split(" ");
    const index = Number(number) - 1;
    const answer = asked.answers[index];
    if (answer === undefined || celsius === undefined || asked.celsius[index] !== celsius) {
      return server.fail(expected, { en: sayText(text), zh: sayText(text) });
    }
    for (const one of reply({ number: index + 1, celsius }, answer)) {
      await server.answer(encode(one), next.from);
    }
    await t.until(() => server.waiting > 0 || program.exit !== null, 10_000);
    next = server.waiting > 0 ? await server.receive(expected) : null;
  }
  const block = asked.lines.join("\n");
  await program.expectPrinted([block], {
    en: `one line for each temperature, in order, ending with ${sayText(asked.lines.at(-1) ?? "")}`,
    zh: `每个温度一行，按次序，最后一行是${sayText(asked.lines.at(-1) ?? "")}`,
  });
}

export const checks = defineChecks({
  numbers: (t) => serve(t, questions(t, 3), ({ number }, answer) => [`${number} ${answer}`]),

  "asks-again": {
    needs: ["numbers"],
    prove: async (t) => {
      const tries = new Map<number, number>();
      await serve(t, questions(t, 3), ({ number }, answer) => {
        tries.set(number, (tries.get(number) ?? 0) + 1);
        // As if the question were lost, and then the answer.
        return tries.get(number) === 3 ? [`${number} ${answer}`] : [];
      });
    },
  },

  "ignores-late": {
    needs: ["numbers"],
    prove: async (t) => {
      let before: string | null = null;
      await serve(t, questions(t, 5), ({ number }, answer) => {
        const late = before === null ? [] : [before];
        before = `${number} ${answer}`;
        return [...late, before];
      });
    },
  },

  twenty: {
    needs: ["asks-again", "ignores-late"],
    prove: async (t) => {
      await serve(t, questions(t, 20), ({ number }, answer) => [`${number} ${answer}`], lossy);
    },
  },
});
