import { defineChecks, encode, type Trial } from "../../sandbox-server/checks/checking.ts";

/** Says a word and gets it back, so that the connection is known to be accepted and alive. */
async function echo(t: Trial, client: Awaited<ReturnType<Trial["connect"]>>) {
  const word = encode(t.random.word());
  await client.send(word);
  await client.expectBytes(word);
}

const answered = { en: "a FIN in answer to the client's", zh: "用 FIN 回应客户端的 FIN" };

/** Longer than any program needs to close, shorter than anybody waits. */
const watchMs = 2_000;

export const checks = defineChecks({
  "close-wait": async (t) => {
    const program = await t.run("leak.ts");
    const client = await t.connect(9001);
    await echo(t, client);
    await client.halfClose();
    // Whatever this expectation says in the end, the only question is whether it said it by now.
    const ended = client.expectEndEventually(answered).then(
      () => true,
      () => true,
    );
    const closed = await Promise.race([ended, t.pause(watchMs).then(() => false)]);
    const expected = {
      en: `no FIN within ${watchMs / 1000} s of the client's: the socket stays in CLOSE_WAIT`,
      zh: `客户端 FIN 之后 ${watchMs / 1000} 秒内没有 FIN：套接字停在 CLOSE_WAIT`,
    };
    if (closed) await client.fail(expected, { en: "the connection was closed", zh: "连接被关闭了" });
    await program.expectAlive(expected);
  },

  closes: async (t) => {
    await t.run("server.ts");
    const client = await t.connect(9000);
    await echo(t, client);
    await client.halfClose();
    await client.expectEnd(answered);
  },

  "serves-on": {
    needs: ["closes"],
    prove: async (t) => {
      const program = await t.run("server.ts");
      for (let visit = 0; visit < 4; visit++) {
        const client = await t.connect(9000);
        await echo(t, client);
        await client.halfClose();
        await client.expectEnd(answered);
        client.close();
      }
      await program.expectAlive({ en: "a server that goes on", zh: "服务器继续运行" });
    },
  },
});
