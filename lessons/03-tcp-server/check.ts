import { defineChecks, encode, sayText, type Trial } from "../../sandbox-server/checks/checking.ts";

/** Dials the server and says something that nobody can know beforehand; the length in bytes is not the one in characters. */
async function greet(t: Trial) {
  const client = await t.connect(8989);
  const text = `你好，我是${t.random.chinese()}${t.random.word()}`;
  const bytes = encode(text, "gbk");
  await client.send(bytes);
  return { client, text, bytes };
}

async function visit(t: Trial) {
  const greeted = await greet(t);
  const answer = `收到 ${greeted.bytes.length} 字节`;
  const compact = answer.replaceAll(" ", "");
  await greeted.client.expectText("gbk", (text) => text.replaceAll(" ", "").includes(compact), {
    en: `the line ${sayText(answer)} in GBK, for a message of ${greeted.bytes.length} bytes`,
    zh: `用 GBK 写的${sayText(answer)}，因为消息有 ${greeted.bytes.length} 个字节`,
  });
  return greeted;
}

export const checks = defineChecks({
  listens: async (t) => {
    await t.run("server.ts");
    await t.connect(8989);
  },

  answers: {
    needs: ["listens"],
    prove: async (t) => {
      await t.run("server.ts");
      await visit(t);
    },
  },

  "prints-client": {
    needs: ["answers"],
    prove: async (t) => {
      const program = await t.run("server.ts");
      const { client, text, bytes } = await visit(t);
      await program.expectPrinted(["10.0.0.1", String(client.port), String(bytes.length), text], {
        en: `the client's host 10.0.0.1 and port ${client.port}, ${bytes.length} bytes, and ${sayText(text)}`,
        zh: `打印客户端主机 10.0.0.1、端口 ${client.port}、${bytes.length} 个字节，以及${sayText(text)}`,
      });
    },
  },

  "closes-both": {
    needs: ["answers"],
    prove: async (t) => {
      await t.run("server.ts");
      const { client } = await visit(t);
      // Enter is never pressed: both ends have to come from close, not from the end of the program.
      await client.expectEndEventually({
        en: "a FIN on the client's connection after the answer",
        zh: "回答之后，客户端的连接上发来 FIN",
      });
      await t.expectRefused(8989, {
        en: "a second client that is refused (RST), since the listening socket is closed",
        zh: "第二个客户端被拒绝（RST），因为监听套接字已经关闭",
      });
    },
  },

  "starts-again": {
    needs: ["closes-both"],
    prove: async (t) => {
      const first = await t.run("server.ts");
      const { client } = await visit(t);
      await client.expectEndEventually({
        en: "a FIN on the client's connection after the answer",
        zh: "回答之后，客户端的连接上发来 FIN",
      });
      // Both FINs are through, the server's first: its kernel now keeps the connection in TIME_WAIT.
      client.close();
      await t.pause(200);
      await t.endProgram(first);
      await t.run("server.ts");
      await t.connect(8989, {
        expected: {
          en: "the server listening on port 8989 again, right after its first run",
          zh: "第一次运行刚结束，服务器就能再次监听 8989 端口",
        },
      });
    },
  },
});
