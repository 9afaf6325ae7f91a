import { defineChecks, encode, sayText, type Trial } from "../../sandbox-server/checks/checking.ts";

const port = 3234;

/** One message on a connection that stays open, and its answer in capitals. */
async function ask(t: Trial, client: Awaited<ReturnType<Trial["connect"]>>) {
  const word = t.random.word();
  await client.send(encode(word));
  await client.expectBytes(encode(word.toUpperCase()), {
    en: `${sayText(word.toUpperCase())} in answer to ${sayText(word)}`,
    zh: `对${sayText(word)}回答${sayText(word.toUpperCase())}`,
  });
}

export const checks = defineChecks({
  "many-messages": async (t) => {
    await t.run("server.ts");
    const client = await t.connect(port);
    for (let message = 0; message < 4; message++) await ask(t, client);
  },

  "next-client": {
    needs: ["many-messages"],
    prove: async (t) => {
      await t.run("server.ts");
      for (let visit = 0; visit < 3; visit++) {
        const client = await t.connect(port);
        await ask(t, client);
        await client.halfClose();
        await client.expectEnd({
          en: "a FIN in answer to the client's, and no byte before it",
          zh: "用 FIN 回应客户端的 FIN，中间不再有字节",
        });
        client.close();
      }
    },
  },

  "survives-reset": {
    needs: ["next-client"],
    prove: async (t) => {
      const program = await t.run("server.ts");
      const rude = await t.connect(port);
      await ask(t, rude);
      rude.reset();
      const client = await t.connect(port, {
        expected: {
          en: "a server that goes on after one client's RST",
          zh: "一个客户端发来 RST 之后，服务器继续工作",
        },
      });
      await ask(t, client);
      await program.expectAlive({ en: "a server that goes on", zh: "服务器继续运行" });
    },
  },

  "skips-empty": async (t) => {
    const server = t.listen(port);
    const program = await t.run("client.ts");
    const client = await server.accept();
    for (const empties of [0, 2, 1]) {
      program.type("\n".repeat(empties));
      const line = t.random.word();
      program.type(`${line}\n`);
      await client.expectBytes(encode(line), {
        en: `the typed line ${sayText(line)}, after ${empties} empty ones`,
        zh: `输入的${sayText(line)}，它前面有 ${empties} 个空行`,
      });
      const answer = `${t.random.word()} ${t.random.int(100, 999)}`;
      await client.send(encode(answer));
      await program.expectPrinted([answer], {
        en: `the answer on the terminal: ${sayText(answer)}`,
        zh: `终端上打印回答：${sayText(answer)}`,
      });
    }
  },

  "q-ends": {
    needs: ["skips-empty"],
    prove: async (t) => {
      const server = t.listen(port);
      const program = await t.run("client.ts");
      const client = await server.accept();
      program.type("q\n");
      await client.expectEnd({
        en: "a FIN once q is typed, and no byte before it",
        zh: "输入 q 之后发来 FIN，之前没有字节",
      });
    },
  },
});
