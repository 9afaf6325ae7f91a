import { defineChecks, encode, sayText, type Trial } from "../../sandbox-server/checks/checking.ts";

const port = 5005;
type Client = Awaited<ReturnType<Trial["connect"]>>;

/** Says a word, and gets it back with the name before it. */
async function ask(t: Trial, client: Client, name: string) {
  const word = t.random.word();
  await client.send(encode(word));
  await client.expectBytes(encode(`${name}: ${word}`), {
    en: `${sayText(`${name}: ${word}`)} on the connection that said ${sayText(word)}`,
    zh: `说了${sayText(word)}的连接上收到${sayText(`${name}: ${word}`)}`,
  });
}

/** The server, and two clients that have each been answered once. */
async function begin(t: Trial) {
  await t.run("server.ts");
  const a = await t.connect(port);
  const b = await t.connect(port);
  await ask(t, a, "A");
  await ask(t, b, "B");
  return { a, b };
}

async function endOfA(t: Trial) {
  const { a, b } = await begin(t);
  await a.expectEnd({ en: "a FIN on A's connection", zh: "A 的连接上发来 FIN" });
  await ask(t, b, "B");
  return b;
}

async function closedDoor(t: Trial) {
  const b = await endOfA(t);
  await t.expectRefused(port, {
    en: "a third client that is refused (RST), once B was answered twice",
    zh: "B 得到两次回答之后，第三个客户端被拒绝（RST）",
  });
  await ask(t, b, "B");
  return b;
}

export const checks = defineChecks({
  "own-socket": async (t) => {
    await begin(t);
  },

  "ends-with-one": {
    needs: ["own-socket"],
    prove: async (t) => {
      await endOfA(t);
    },
  },

  "closes-the-door": {
    needs: ["ends-with-one"],
    prove: async (t) => {
      await closedDoor(t);
    },
  },

  "hears-the-end": {
    needs: ["closes-the-door"],
    prove: async (t) => {
      const b = await closedDoor(t);
      await b.halfClose();
      await b.expectEnd({ en: "a FIN in answer to B's", zh: "用 FIN 回应 B 的 FIN" });
    },
  },

  "client-hears-the-end": async (t) => {
    const server = t.listen(port);
    const program = await t.run("client.ts");
    const client = await server.accept();
    await client.receive({ en: "a word from the client", zh: "客户端说一句话" });
    const word = `${t.random.word()} ${t.random.int(100, 999)}`;
    await client.send(encode(word));
    await program.expectPrinted([word], {
      en: `${sayText(word)} on the terminal`,
      zh: `终端上打印${sayText(word)}`,
    });
    await client.halfClose();
    await program.expectPrinted(["the server has left"], {
      en: `the line "the server has left" after the server's FIN`,
      zh: `服务器发来 FIN 之后，打印 "the server has left"`,
    });
    await client.expectEnd({ en: "then a FIN from the client", zh: "随后客户端发来 FIN" });
  },
});
