import type { Peer, PeerHost } from "./peer-host.ts";
import { PeerStopped } from "./tcp-connection.ts";
import { encode } from "./text-encoding.ts";

/** Lesson 19's clients: four that speak out of turn to the learner's server on 8000, and one on 8001. */
export const selectClients = (port = 8000, second = 8001): Peer => ({
  id: "select-clients",
  title: { en: "Five clients", zh: "五个客户端" },
  address: `10.0.0.2:${port} tcp`,
  encoding: "utf-8",
  async run(host) {
    for (;;) {
      await host.untilListening("tcp", port);
      await Promise.all([
        talk(host, port, "Ann", [0, 900, 1_400]),
        talk(host, port, "Bo", [500, 700]),
        talk(host, port, "Chen", [300, 1_700]),
        talk(host, port, "Dai", [1_100]),
        talk(host, second, "Eve", [600, 800]),
      ]);
      await host.untilGone("tcp", port);
    }
  },
});

/** One client: says a word, waits for the answer, thinks for so many ms, and so on; then leaves. */
async function talk(host: PeerHost, port: number, name: string, pauses: number[]): Promise<void> {
  const label = `${name} → ${host.learner}:${port}`;
  try {
    const server = await host.connectTcp(port, { name: label });
    for (const [index, pause] of pauses.entries()) {
      await host.sleep(pause);
      await server.send(encode(`${name} ${index + 1}`));
      const answer = await host.within(5_000, server.receive());
      if (answer === null) host.log({ en: `${name}: no answer for 5 s`, zh: `${name}：5 秒没有回答` });
      if (answer === null || answer.length === 0) break;
    }
    server.close();
  } catch (error) {
    if (error instanceof PeerStopped) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    if (code === null) throw error;
    host.log({ en: `${name}: ${code}`, zh: `${name}：${code}` });
  }
}
