import { defineChecks, sayText, type Trial } from "../../sandbox-server/checks/checking.ts";

/** An address that nobody can know beforehand. Its first byte is over 127, so that signed arithmetic shows. */
function address(t: Trial) {
  const bytes = [t.random.int(128, 223), t.random.int(0, 255), t.random.int(0, 255), t.random.int(1, 254)];
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return { text: bytes.join("."), number: String(number) };
}

/** Starts the program and answers its two questions. */
async function start(t: Trial) {
  const program = await t.run("ends.ts");
  const [first, second] = [address(t), address(t)];
  program.type(`${first.text}\n`);
  program.type(`${second.number}\n`);
  return { program, first, second };
}

export const checks = defineChecks({
  "to-number": async (t) => {
    const { program, first } = await start(t);
    await program.expectPrinted([first.number], {
      en: `${first.number} for the address ${first.text}`,
      zh: `地址 ${first.text} 对应 ${first.number}`,
    });
  },

  "to-address": async (t) => {
    const { program, second } = await start(t);
    await program.expectPrinted([second.text], {
      en: `${second.text} for the number ${second.number}`,
      zh: `数 ${second.number} 对应 ${second.text}`,
    });
  },

  "names-both-ends": async (t) => {
    const server = t.listen(7);
    const { program } = await start(t);
    const client = await server.accept();
    const ends = [client.remote, "10.0.0.1:7"];
    await program.expectPrinted(ends, {
      en: `both ends on the terminal: ${ends.map((end) => sayText(end)).join(" and ")}`,
      zh: `终端上打印两端：${ends.map((end) => sayText(end)).join(" 和 ")}`,
    });
  },
});
