import type { Peer } from "./peer-host.ts";
import { encode } from "./text-encoding.ts";

/** Lesson 05's server: hears one word, answers, and closes a moment later, so that the client has to notice. */
export const rulesServer = (port = 5005): Peer => ({
  id: "rules-server",
  title: { en: "Server that leaves", zh: "先走的服务器" },
  address: `10.0.0.1:${port} tcp`,
  encoding: "utf-8",
  run: (host) =>
    host.listenTcp(port, async (client) => {
      if ((await client.receive(1024)).length === 0) return;
      await client.send(encode("hello to you, and goodbye"));
      await host.sleep(800);
    }),
});
