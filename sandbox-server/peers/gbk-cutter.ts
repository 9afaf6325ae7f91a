import type { Peer } from "./peer-host.ts";
import { encode } from "./text-encoding.ts";

/** Lesson 07's client: sends a line of GBK to the learner's server on 9007 a few bytes at a time, cutting characters. */
export const gbkCutter = (port = 9007): Peer => ({
  id: "gbk-cutter",
  title: { en: "Cutting client", zh: "切字客户端" },
  address: `10.0.0.2:${port} tcp`,
  encoding: "utf-8",
  async run(host) {
    for (;;) {
      await host.untilListening("tcp", port);
      try {
        const server = await host.connectTcp(port);
        const bytes = encode("你好，world！", "gbk");
        for (let start = 0; start < bytes.length; start += 3) {
          await server.send(bytes.subarray(start, start + 3));
          await host.sleep(300);
        }
        await server.halfClose();
        for (;;) {
          const answer = await host.within(5_000, server.receive());
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
