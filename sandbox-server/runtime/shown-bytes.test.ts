import { expect, test } from "vitest";
import { showBytes } from "../../sockets/src/show.ts";
import { LabPage } from "../../tests/lab-page.ts";
import { stageServer } from "../../tests/stage-server.ts";

/** The same bytes, sent to the echo peer and back, read the same in every row: of sockets, of Node's idiom, of the peer. */

const socket = stageServer();

const payloads = [
  Buffer.from("hello\r\n"),
  Buffer.from("你好，世界"),
  Buffer.from("\u202egpj.exe"),
  Buffer.from("\u2066\u2069\ufeff"),
  Buffer.from("مرحبا 12"),
  Buffer.from("a\0\x1b[31m"),
  Buffer.from("c4e3bac3", "hex"),
  Buffer.from("é".repeat(60)),
];

const programs = {
  sockets: `import { create_connection, Socket, AF_INET, SOCK_DGRAM } from "sockets";
for (const hex of process.argv.slice(2)) {
  const data = Buffer.from(hex, "hex");
  const s = create_connection(["10.0.0.1", 7]);
  s.sendall(data);
  for (let got = 0; got < data.length; ) got += s.recv(1024).length;
  s.close();
  const d = new Socket(AF_INET, SOCK_DGRAM);
  d.sendto(data, ["10.0.0.1", 7]);
  d.recvfrom(1024);
  d.close();
}
`,
  node: `import { once } from "node:events";
import dgram from "node:dgram";
import net from "node:net";
for (const hex of process.argv.slice(2)) {
  const data = Buffer.from(hex, "hex");
  const s = net.connect(7, "10.0.0.1");
  s.write(data);
  for (let got = 0; got < data.length; ) got += (await once(s, "data"))[0].length;
  s.destroy();
  const d = dgram.createSocket("udp4");
  d.send(data, 7, "10.0.0.1");
  await once(d, "message");
  d.close();
}
`,
};

test.each(Object.keys(programs) as (keyof typeof programs)[])(
  "the same bytes look the same to %s and to the peer, and turn no row round",
  async (idiom) => {
    const page = await LabPage.open(socket, "01-what-is-a-socket");
    const run = page.run({ "main.ts": programs[idiom] }, "main.ts", {
      args: payloads.map((data) => data.toString("hex")),
    });
    const { stderr, exit } = await page.ended(run);
    expect({ stderr, exit }).toEqual({ stderr: "", exit: { code: 0 } });
    await page.close();
    const shown = new Map<string, string[]>();
    for (const event of page.events) {
      if (event.type === "call" && /^(send|sendall|sendto|write)$/.test(event.name))
        shown.set(event.actor, [...(shown.get(event.actor) ?? []), event.args[0] ?? ""]);
      if (event.type === "return" && event.moved?.way === "received" && event.outcome.ok)
        shown.set(event.actor, [...(shown.get(event.actor) ?? []), event.outcome.text]);
    }
    expect([...shown.keys()].sort()).toEqual(["peer:echo", run].sort());
    for (const [actor, texts] of shown) {
      for (const text of texts) expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\ufeff]/);
      // What was read may have come in pieces; then each of them is one of those.
      for (const data of payloads) {
        const of = texts.filter((text) => text.startsWith(showBytes(data)));
        expect(of.length, `${actor}: ${showBytes(data)}`).toBeGreaterThanOrEqual(2);
      }
    }
  },
);
