import {
  decode,
  defineChecks,
  encode,
  sayBytes,
  sayText,
  words,
} from "../../sandbox-server/checks/checking.ts";

const greeting = "你好";

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  return bytes.findIndex((_, start) => part.every((byte, index) => bytes[start + index] === byte));
}

export const checks = defineChecks({
  connects: async (t) => {
    const server = t.listen(8080);
    await t.run("client.ts");
    await server.accept();
  },

  "speaks-gbk": {
    needs: ["connects"],
    prove: async (t) => {
      const server = t.listen(8080);
      await t.run("client.ts");
      const client = await server.accept();
      const expected = {
        en: "the bytes of 你好 in GBK: c4 e3 ba c3",
        zh: "“你好”的 GBK 字节：c4 e3 ba c3",
      };
      const bytes = await client.receive(expected);
      if (indexOf(bytes, encode(greeting, "gbk")) >= 0) return;
      const read = sayText(decode(bytes, "gbk"));
      await client.fail(
        expected,
        words(sayBytes(bytes), { en: `; a GBK reader sees ${read}`, zh: `；按 GBK 读出来是${read}` }),
      );
    },
  },

  "prints-answer": {
    needs: ["connects"],
    prove: async (t) => {
      const server = t.listen(8080);
      const program = await t.run("client.ts");
      const client = await server.accept();
      await client.receive({ en: "a greeting to answer", zh: "一句可以回答的问候" });
      const answer = `你好，第${t.random.int(1000, 9999)}位客人，${t.random.chinese()}`;
      await client.send(encode(answer, "gbk"));
      await program.expectPrinted([answer], {
        en: `the answer's text: ${sayText(answer)}`,
        zh: `打印回答的文字：${sayText(answer)}`,
      });
    },
  },

  "hangs-up": {
    needs: ["connects"],
    prove: async (t) => {
      const server = t.listen(8080);
      await t.run("client.ts");
      const client = await server.accept();
      await client.receive({ en: "a greeting to answer", zh: "一句可以回答的问候" });
      await client.send(encode(`再见，${t.random.chinese()}`, "gbk"));
      // Enter is never pressed: the FIN has to come from close, not from the end of the program.
      await client.expectEndEventually({
        en: "a FIN from the client once it has its answer",
        zh: "客户端拿到回答后发来 FIN",
      });
    },
  },
});
