import type { Peer } from "./peer-host.ts";

/** RFC 862 on port 7, over TCP and UDP: what comes goes back as it came. */
export const echo = (port = 7): Peer => ({
  id: "echo",
  title: { en: "Echo", zh: "回显" },
  address: `10.0.0.1:${port}`,
  encoding: "utf-8",
  async run(host) {
    const datagrams = async () => {
      const socket = host.udp(port);
      for (;;) {
        const { bytes, from } = await socket.receiveFrom();
        await socket.sendTo(bytes, from);
      }
    };
    const streams = host.listenTcp(port, async (client) => {
      for (;;) {
        const bytes = await client.receive();
        if (bytes.length === 0) return;
        await client.send(bytes);
      }
    });
    await Promise.all([streams, datagrams()]);
  },
});
