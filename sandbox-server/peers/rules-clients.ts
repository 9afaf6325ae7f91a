import type { Peer, PeerHost } from "./peer-host.ts";
import { PeerStopped, type TcpConnection } from "./tcp-connection.ts";
import { encode } from "./text-encoding.ts";

/** Lesson 05's clients: A and B dial the learner's server on 5005; A speaks once, B three times, and leaves. */
export const rulesClients = (port = 5005): Peer => ({
  id: "rules-clients",
  title: { en: "A and B", zh: "A 和 B" },
  address: `10.0.0.2:${port} tcp`,
  encoding: "utf-8",
  async run(host) {
    for (;;) {
      await host.untilListening("tcp", port);
      try {
        const a = await host.connectTcp(port, { name: "A" });
        const b = await host.connectTcp(port, { name: "B" });
        await ask(host, a, "hello");
        for (const word of ["hello", "A has gone", "the door is shut"]) await ask(host, b, word);
        b.close();
        a.close();
      } catch (error) {
        if (error instanceof PeerStopped) throw error;
        const code = error instanceof Error && "code" in error ? String(error.code) : null;
        if (code === null) throw error;
        host.log({ en: `a connection failed: ${code}`, zh: `有一条连接失败：${code}` });
      }
      await host.untilGone("tcp", port);
    }
  },
});

async function ask(host: PeerHost, server: TcpConnection, word: string): Promise<void> {
  await server.send(encode(word));
  const answer = await host.within(5_000, server.receive());
  if (answer === null)
    host.log({ en: `${server.name}: no answer for 5 s`, zh: `${server.name}：5 秒没有回答` });
  await host.sleep(300);
}
