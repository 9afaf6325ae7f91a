import type { Peer } from "./peer-host.ts";
import { encode } from "./text-encoding.ts";

/** Lesson 03's client: dials each server that the learner starts on 8989, says a line in GBK, reads the answer. */
export const greeterClient = (port = 8989): Peer => ({
  id: "greeter-client",
  title: { en: "Client for 8989", zh: "8989 的客户端" },
  address: `10.0.0.2:${port} tcp`,
  encoding: "gbk",
  async run(host) {
    const lines = ["你好，我是客户端。", "吃了吗？", "今天天气不错。", "服务器在吗？"];
    for (let visit = 0; ; visit++) {
      await host.untilListening("tcp", port);
      try {
        const server = await host.connectTcp(port);
        await server.send(encode(`${lines[visit % lines.length]}\n`, "gbk"));
        // The answer, then the end of the stream; a server that never answers is left after a while.
        for (;;) {
          const answer = await host.within(10_000, server.receive());
          if (answer === null) host.log({ en: "no answer for 10 s", zh: "10 秒没有回答" });
          if (answer === null || answer.length === 0) break;
        }
        server.close();
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : null;
        if (code === null) throw error;
        host.log({ en: `the connection failed: ${code}`, zh: `连接失败：${code}` });
      }
      await host.untilGone("tcp", port);
    }
  },
});
