import type { Peer } from "./peer-host.ts";
import { decode, encode } from "./text-encoding.ts";

/** Lesson 06's server: answers each message in capitals, until the client has left. */
export const upperServer = (port = 3234): Peer => ({
  id: "upper-server",
  title: { en: "Capitals", zh: "大写服务器" },
  address: `10.0.0.1:${port} tcp`,
  encoding: "utf-8",
  run: (host) =>
    host.listenTcp(port, async (client) => {
      for (;;) {
        const message = await client.receive(1024);
        if (message.length === 0) return;
        await client.send(encode(decode(message).toUpperCase()));
      }
    }),
});
