import { defineChecks, encode, sayText, type Trial } from "../../sandbox-server/checks/checking.ts";

type Client = Awaited<ReturnType<Trial["connect"]>>;

/** Says a random word and waits for it to come back with the suffix. */
async function ask(t: Trial, client: Client, circumstances = { en: "", zh: "" }): Promise<void> {
  const word = t.random.word();
  const answer = `${word} received`;
  await client.send(encode(word));
  await client.expectBytes(encode(answer), {
    en: `the answer ${sayText(answer)}${circumstances.en}`,
    zh: `${circumstances.zh}收到回答${sayText(answer)}`,
  });
}

export const checks = defineChecks({
  answers: async (t) => {
    await t.run("server.ts");
    const client = await t.connect(8000);
    for (let round = 0; round < 3; round++) await ask(t, client);
  },

  "out-of-turn": {
    needs: ["answers"],
    prove: async (t) => {
      await t.run("server.ts");
      const clients: Client[] = [];
      for (let count = 0; count < 4; count++) clients.push(await t.connect(8000));
      // The first to come says nothing until the others have been answered, and the rest speak in any order.
      const [first, ...others] = clients;
      for (let round = 0; round < 3; round++) {
        for (const client of t.random.shuffle(others)) {
          await ask(t, client, {
            en: " while an earlier client is silent",
            zh: "先来的客户端不说话时，也应",
          });
        }
      }
      if (first !== undefined) await ask(t, first);
    },
  },

  "two-ports": {
    needs: ["out-of-turn"],
    prove: async (t) => {
      await t.run("server.ts");
      const one = await t.connect(8000);
      const two = await t.connect(8001);
      for (let round = 0; round < 2; round++) {
        await ask(t, two, { en: " on port 8001", zh: "在 8001 端口" });
        await ask(t, one, { en: " on port 8000", zh: "在 8000 端口" });
      }
    },
  },

  "says-goodbye": {
    needs: ["out-of-turn"],
    prove: async (t) => {
      const program = await t.run("server.ts");
      const stays = await t.connect(8000);
      const leaves = await t.connect(8000);
      await ask(t, leaves);
      await leaves.halfClose();
      await leaves.expectEndEventually({
        en: "a FIN from the server after the client's FIN",
        zh: "客户端发出 FIN 之后，服务器也发来 FIN",
      });
      await ask(t, stays, { en: " after another client has left", zh: "另一个客户端离开后，仍应" });
      await program.expectAlive({ en: "a server that goes on", zh: "服务器继续运行" });
    },
  },

  "survives-reset": {
    needs: ["out-of-turn"],
    prove: async (t) => {
      const program = await t.run("server.ts");
      const stays = await t.connect(8000);
      for (let count = 0; count < 2; count++) {
        const resets = await t.connect(8000);
        await ask(t, resets);
        resets.reset();
        await ask(t, stays, { en: " after another client's RST", zh: "另一个客户端发出 RST 之后，仍应" });
      }
      await program.expectAlive({
        en: "a server that goes on after a reset",
        zh: "连接被重置后，服务器继续运行",
      });
    },
  },

  "keeps-an-outbox": {
    needs: ["out-of-turn"],
    prove: async (t) => {
      await t.run("server.ts");
      const patient = await t.connect(8000);
      const stalls = await t.connect(8000, { receiveBuffer: 4096 });
      // It sends until nobody takes more, and reads nothing: its answers fill both kernels' buffers.
      await stalls.flood(encode("x".repeat(16 * 1024)), 4 * 1024 * 1024);
      for (let round = 0; round < 3; round++) {
        await ask(t, patient, {
          en: " while another client sends and never reads",
          zh: "另一个客户端只发不读时，也应",
        });
      }
    },
  },
});
