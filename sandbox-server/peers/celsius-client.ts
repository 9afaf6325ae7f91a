import type { Peer } from "./peer-host.ts";
import { encode } from "./text-encoding.ts";

/** Lesson 08's client: asks each server that the learner binds to UDP 8888 for a few temperatures, one by one. */
export const celsiusClient = (port = 8888): Peer => ({
  id: "celsius-client",
  title: { en: "Celsius client", zh: "温度换算客户端" },
  address: `10.0.0.2:${port} udp`,
  encoding: "utf-8",
  async run(host) {
    for (;;) {
      await host.untilListening("udp", port);
      const socket = host.udp();
      for (const question of ["100", "36.6", "-40"]) {
        await socket.sendTo(encode(question), [host.learner, port]);
        const answer = await host.within(3_000, socket.receiveFrom());
        if (answer === null) {
          host.log({ en: "no answer for 3 s", zh: "3 秒没有回答" });
          break;
        }
        await host.sleep(400);
      }
      socket.close();
      await host.untilGone("udp", port);
    }
  },
});
