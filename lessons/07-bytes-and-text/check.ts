import { defineChecks, encode, sayText, type Trial } from "../../sandbox-server/checks/checking.ts";

const port = 9007;

/** Chinese and ASCII mixed, so that neither twice nor half the bytes is the number of characters. */
function sentence(t: Trial) {
  const text = `${t.random.chinese()} ${t.random.word()}，${t.random.chinese()}。`;
  return { text, gbk: encode(text, "gbk"), utf8: encode(text), characters: [...text].length };
}

const translated = (text: string) => ({
  en: `${sayText(text)} in UTF-8`,
  zh: `UTF-8 的${sayText(text)}`,
});

export const checks = defineChecks({
  translates: async (t) => {
    await t.run("server.ts");
    const { text, gbk, utf8 } = sentence(t);
    const client = await t.connect(port);
    await client.send(gbk);
    await client.expectBytes(utf8, translated(text));
  },

  "joins-halves": {
    needs: ["translates"],
    prove: async (t) => {
      await t.run("server.ts");
      for (const size of [1, 3]) {
        const { text, gbk, utf8 } = sentence(t);
        const client = await t.connect(port);
        await client.sendSplit(gbk, size, 40);
        await client.expectBytes(utf8, {
          en: `${sayText(text)} in UTF-8, though its GBK came ${size === 1 ? "a byte" : `${size} bytes`} at a time`,
          zh: `UTF-8 的${sayText(text)}，虽然 GBK 是每次 ${size} 个字节送来的`,
        });
        await client.halfClose();
        await client.expectEnd({ en: "a FIN after the client's FIN", zh: "客户端 FIN 之后，回以 FIN" });
      }
    },
  },

  counts: {
    needs: ["translates"],
    prove: async (t) => {
      const program = await t.run("server.ts");
      const { text, gbk, utf8, characters } = sentence(t);
      const client = await t.connect(port);
      await client.send(gbk);
      await client.expectBytes(utf8, translated(text));
      await client.halfClose();
      await program.expectPrinted([`${characters} characters in ${gbk.length} bytes`], {
        en: `the line ${sayText(`${characters} characters in ${gbk.length} bytes`)} for ${sayText(text)}`,
        zh: `为${sayText(text)}打印 ${sayText(`${characters} characters in ${gbk.length} bytes`)}`,
      });
    },
  },
});
