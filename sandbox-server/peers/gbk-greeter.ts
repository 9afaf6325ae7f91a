import type { Peer } from "./peer-host.ts";
import { decode, encode } from "./text-encoding.ts";

/** Lesson 02's server: reads one greeting in GBK, answers in GBK, and waits for the client to hang up. */
export const gbkGreeter = (port = 8080): Peer => ({
  id: "gbk-greeter",
  title: { en: "GBK greeter", zh: "GBK 问候服务器" },
  address: `10.0.0.1:${port} tcp`,
  encoding: "gbk",
  run: (host) =>
    host.listenTcp(port, async (client) => {
      for (;;) {
        const greeting = await client.receive(1024);
        if (greeting.length === 0) return;
        await client.send(encode(`你好，${client.name}！我读到的是：${decode(greeting, "gbk")}`, "gbk"));
      }
    }),
});
