import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { LabPage } from "../../tests/lab-page.ts";
import { stageServer } from "../../tests/stage-server.ts";

/** Whatever a program asks of Node, it gets what bare Node gives: that its calls are shown changes nothing. */

const socket = stageServer();

const attempt = `
import net from "node:net";
import dgram from "node:dgram";
import { once } from "node:events";
const tell = (what, how) => console.log(what + ": " + how);
const failure = (error) => (error.code ?? error.name) + " " + error.message;
const attempt = (what, act) => {
  try { tell(what, typeof act()); } catch (error) { tell(what, failure(error)); }
};
`;

const odd = {
  "arguments that Node refuses": `
const nets = () => { const s = new net.Socket(); s.on("error", () => {}); return s; };
for (const port of [10n, Symbol("p"), {}, [], -1, "x", NaN]) {
  attempt("listen " + String(port), () => net.createServer().on("error", () => {}).listen(port).close());
  attempt("connect " + String(port), () => nets().connect(port, "127.0.0.1").destroy());
  attempt("connect to " + String(port), () => nets().connect({ port, host: Symbol("h") }).destroy());
  attempt("bind " + String(port), () => dgram.createSocket("udp4").on("error", () => {}).bind(port));
  attempt("send to " + String(port), () => dgram.createSocket("udp4").send("x", port, "127.0.0.1"));
}
const ring = {}; ring.path = ring;
attempt("a ring", () => nets().connect(ring).destroy());
attempt("no path", () => nets().connect({ path: { toJSON() { throw new Error("asked"); } } }).destroy());
for (const chunk of [10n, Symbol("c"), {}, null, undefined, 5])
  attempt("write " + String(chunk), () => nets().write(chunk));
attempt("write in no encoding", () => nets().write("x", "no such"));
process.exit(0);
`,
  "an object whose port is read once": `
let reads = 0;
const to = { get port() { reads += 1; return 9; }, host: "127.0.0.1" };
const s = net.connect(to);
s.on("error", () => {});
tell("reads of the port", reads);
s.destroy();
`,
  "events that a program makes up": `
const d = dgram.createSocket("udp4");
d.on("message", (message, info) => tell("message", message + " " + typeof info));
attempt("emit", () => d.emit("message", Buffer.from("x")));
attempt("emit", () => d.emit("message", Buffer.from("y"), { address: 1 }));
d.close();
const s = new net.Socket();
s.on("data", (data) => tell("data", data));
attempt("push", () => s.push(Buffer.from("z")));
attempt("emit", () => s.emit("connectionAttempt"));
attempt("emit", () => net.createServer().emit("connection", {}));
attempt("emit", () => net.createServer().emit("connection", new net.Socket()));
`,
  "writing when it is over": `
const server = net.createServer((s) => s.on("error", () => {}).resume()).listen(0, "127.0.0.1");
await once(server, "listening");
const s = net.connect(server.address().port, "127.0.0.1");
s.on("error", (error) => tell("error", error.code));
const closed = new Promise((done) => s.on("close", done));
await once(s, "connect");
s.end("last");
tell("after the end", s.write("more", (error) => tell("callback", error?.code)));
await closed;
tell("after the close", s.write("more", (error) => tell("callback", error?.code)));
server.close();
`,
  "a callback of dgram's, and none": `
const d = dgram.createSocket("udp4").bind(0, "127.0.0.1");
await once(d, "listening");
const { port } = d.address();
const heard = [];
d.on("message", (message) => heard.push(String(message)));
const sent = (...args) => new Promise((done) => d.send(...args, (error, n) => done((error?.code ?? "none") + " " + n)));
tell("sent", await sent("one", port, "127.0.0.1"));
tell("sent", await sent(["tw", Buffer.from("o")], port));
tell("sent", await sent(Buffer.from("xthreex"), 1, 5, port, "127.0.0.1"));
tell("sent", await sent(Buffer.alloc(70000), port, "127.0.0.1"));
d.on("error", (error) => tell("error", error.code));
d.send(Buffer.alloc(70000), port, "127.0.0.1");
while (heard.length < 3) await once(d, "message");
tell("heard", heard);
d.close();
attempt("closed", () => d.send("x", port, "127.0.0.1"));
`,
};

test.each(Object.entries(odd))("%s: as bare Node has it", async (_, code) => {
  const bare = spawnSync(process.execPath, ["--input-type=module", "-e", attempt + code], {
    encoding: "utf8",
  });
  expect(bare.stderr).toBe("");
  const page = await LabPage.open(socket);
  const { stdout, stderr } = await page.toEnd({ "main.mjs": attempt + code }, "main.mjs");
  await page.close();
  expect({ stdout, stderr }).toEqual({ stdout: bare.stdout, stderr: "" });
});

test("bytes that go with the end are sent, and what is written after it is not", async () => {
  const page = await LabPage.open(socket);
  const code = attempt + odd["writing when it is over"];
  const { run } = await page.toEnd({ "main.mjs": code }, "main.mjs");
  await page.close();
  const calls = page
    .eventsOf("call")
    .filter(({ actor, name, args }) => actor === run && args.length > 0 && /^(end|write)$/.test(name));
  const told = calls.map(({ call, name, args }) => {
    const done = page.eventsOf("return").find((each) => each.actor === run && each.call === call);
    return [name, args, done?.outcome.ok, done?.moved?.bytes];
  });
  expect(told).toEqual([
    ["end", ['"last" (4 B)'], true, 4],
    ["write", ['"more" (4 B)'], false, undefined],
  ]);
});
