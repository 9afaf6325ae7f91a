import { decode, defineChecks, encode, sayText, type Trial } from "../../sandbox-server/checks/checking.ts";

const port = 8888;

/** A temperature that nobody can know beforehand, and what it is in Fahrenheit. */
function temperature(t: Trial, least: number, most: number) {
  const celsius = t.random.decimal(least, most);
  return { celsius, fahrenheit: (Number(celsius) * 1.8 + 32).toFixed(1) };
}

function expecting({ celsius, fahrenheit }: { celsius: string; fahrenheit: string }) {
  return {
    en: `an answer to ${sayText(celsius)} with the number ${fahrenheit} in it`,
    zh: `对${sayText(celsius)}的回答里有 ${fahrenheit} 这个数`,
  };
}

/** True when one of the numbers in the text is this one, with one decimal place or more; 0.05 is for rounding. */
function says(text: string, fahrenheit: string): boolean {
  const numbers = text.match(/-?\d+\.\d+/g) ?? [];
  return numbers.some((number) => Math.abs(Number(number) - Number(fahrenheit)) < 0.051);
}

async function startServer(t: Trial) {
  const program = await t.run("server.ts");
  await t.expectBound(port);
  return program;
}

export const checks = defineChecks({
  converts: async (t) => {
    await startServer(t);
    const client = t.datagrams();
    for (const [least, most] of [
      [1, 60],
      [-39, -1],
      [200, 2000],
    ] as const) {
      const asked = temperature(t, least, most);
      const expected = expecting(asked);
      await client.send(encode(asked.celsius), port);
      const { bytes } = await client.receive(expected);
      if (!says(decode(bytes), asked.fahrenheit)) {
        await client.fail(expected, { en: sayText(decode(bytes)), zh: sayText(decode(bytes)) });
      }
    }
  },

  "answers-the-sender": {
    needs: ["converts"],
    prove: async (t) => {
      await startServer(t);
      const clients = [t.datagrams(), t.datagrams(), t.datagrams()];
      const asked = clients.map((client) => ({ client, ...temperature(t, 1, 90) }));
      for (const { client, celsius } of asked) await client.send(encode(celsius), port);
      for (const one of t.random.shuffle(asked)) {
        const expected = {
          en: `one answer with ${one.fahrenheit} in it at port ${one.client.port}, from which ${sayText(one.celsius)} was asked`,
          zh: `端口 ${one.client.port} 问了${sayText(one.celsius)}，它应收到含 ${one.fahrenheit} 的回答`,
        };
        const { bytes } = await one.client.receive(expected);
        if (!says(decode(bytes), one.fahrenheit)) {
          await one.client.fail(expected, { en: sayText(decode(bytes)), zh: sayText(decode(bytes)) });
        }
      }
    },
  },

  "survives-nonsense": {
    needs: ["converts"],
    prove: async (t) => {
      const program = await startServer(t);
      const client = t.datagrams();
      for (const nonsense of [t.random.word(), "", "1e400", "9".repeat(2_000)]) {
        const asked = nonsense.length > 20 ? `"999…" (${nonsense.length})` : sayText(nonsense);
        const expected = {
          en: `an answer to ${asked} that begins with error`,
          zh: `对 ${asked} 的回答以 error 开头`,
        };
        await client.send(encode(nonsense), port);
        const { bytes } = await client.receive(expected);
        if (!/^error/i.test(decode(bytes))) {
          await client.fail(expected, { en: sayText(decode(bytes)), zh: sayText(decode(bytes)) });
        }
      }
      await program.expectAlive({ en: "a server that goes on", zh: "服务器继续运行" });
      const asked = temperature(t, 1, 60);
      await client.send(encode(asked.celsius), port);
      const { bytes } = await client.receive(expecting(asked));
      if (!says(decode(bytes), asked.fahrenheit)) {
        await client.fail(expecting(asked), { en: sayText(decode(bytes)), zh: sayText(decode(bytes)) });
      }
    },
  },

  "client-asks": async (t) => {
    const server = t.datagrams(port);
    const program = await t.run("client.ts");
    const celsius = t.random.decimal(-30, 90);
    program.type(`${celsius}\n`);
    const question = {
      en: `a datagram to port ${port} with the typed text ${sayText(celsius)}`,
      zh: `发往端口 ${port} 的数据报，内容是输入的${sayText(celsius)}`,
    };
    const { bytes, from } = await server.receive(question);
    const asked = decode(bytes);
    if (asked.trim() !== celsius) await server.fail(question, { en: sayText(asked), zh: sayText(asked) });
    // The answer is one that no formula gives: what is printed has to have come over the wire.
    const answer = `${celsius} °C: ${t.random.word()} ${t.random.decimal(300, 900)}`;
    await server.answer(encode(answer), from);
    await program.expectPrinted([answer], {
      en: `the server's answer on the terminal: ${sayText(answer)}`,
      zh: `终端上打印服务器的回答：${sayText(answer)}`,
    });
  },
});
