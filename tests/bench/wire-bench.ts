/**
 * What the wire costs against a plain veth pair between two hosts, both measured here and now, in turns:
 * a transfer of 1 MB, and the round trip of one byte. Makes network namespaces, so `wire-on-stage.ts` runs it there.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createNetns, inNamespace, type Netns } from "../../sandbox-server/kernel/namespaces.ts";
import { offloadsOff } from "../../sandbox-server/kernel/offloads.ts";
import { openTopology } from "../../sandbox-server/lab/topology.ts";
import { openWire } from "../../sandbox-server/wire/wire.ts";
import { stopWireThread } from "../../sandbox-server/wire/wire-thread.ts";
import { atLeast, atMost, type BenchRow, told } from "./bench-row.ts";
import { median } from "./statistics.ts";

const transferBytes = 1_000_000;

/** The kernel's own speed is asked for, so both ends do as little as they can: Python's socket is a thin one. */
const server = `
import socket
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("10.0.0.1", 4390)); s.listen(5); print("ready", flush=True)
while True:
    c, _ = s.accept(); c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    kind = c.recv(1); c.sendall(kind)
    while True:
        data = c.recv(262144)
        if not data: break
        if kind == b"p": c.sendall(data)
    c.close()
`;
/** The pause before each transfer is for the last one's packets to be told: the wire carries first and tells later. */
const client = (transfers: number, pings: number) => `
import socket, time, json
def connect(kind):
    c = socket.socket(); c.connect(("10.0.0.1", 4390)); c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    c.sendall(kind); c.recv(1); return c
data = b"x" * ${transferBytes}
transfers = []
for i in range(${transfers}):
    time.sleep(0.03); c = connect(b"t"); t = time.perf_counter(); c.sendall(data); c.shutdown(socket.SHUT_WR); c.recv(1)
    transfers.append(time.perf_counter() - t); c.close()
c = connect(b"p"); pings = []
for i in range(${pings}):
    t = time.perf_counter(); c.sendall(b"x"); c.recv(1); pings.append(time.perf_counter() - t)
print(json.dumps([transfers, pings]))
`;

type Measured = { transfers: number[]; pings: number[] };

async function measure(you: Netns, lab: Netns, transfers: number, pings: number): Promise<Measured> {
  const listening = inNamespace(lab, () => spawn("/usr/bin/python3", ["-c", server]));
  try {
    await once(listening.stdout, "data");
    const running = inNamespace(you, () => spawn("/usr/bin/python3", ["-c", client(transfers, pings)]));
    let said = "";
    running.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
    let complained = "";
    running.stderr.setEncoding("utf8").on("data", (text) => {
      complained += text;
    });
    await once(running, "close");
    if (said === "") throw new Error(`the bench's client failed: ${complained}`);
    const [transfersTook, pingsTook] = JSON.parse(said) as [number[], number[]];
    return { transfers: transfersTook, pings: pingsTook };
  } finally {
    const gone = once(listening, "close");
    listening.kill("SIGKILL");
    await gone;
  }
}

async function ip(ns: Netns, more: Netns[], lines: string[]): Promise<void> {
  const child = inNamespace(ns, () =>
    spawn("ip", ["-batch", "-"], { stdio: ["pipe", "inherit", "inherit", ...more.map((each) => each.fd)] }),
  );
  child.stdin?.end(`${lines.join("\n")}\n`);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`ip ended with ${code}`);
}

/** Two hosts with nothing between them. */
async function openPlain(offloads: boolean): Promise<{ you: Netns; lab: Netns; close(): void }> {
  const you = createNetns();
  const lab = createNetns();
  await ip(
    you,
    [lab],
    [
      "link add eth0 type veth peer name eth0 netns /proc/self/fd/3",
      "address add 10.0.0.2/24 dev eth0",
      "link set eth0 up",
    ],
  );
  await ip(lab, [], ["address add 10.0.0.1/24 dev eth0", "link set eth0 up"]);
  if (!offloads) for (const ns of [you, lab]) inNamespace(ns, () => offloadsOff("eth0"));
  return {
    you,
    lab,
    close() {
      you.close();
      lab.close();
    },
  };
}

/** @param rounds how often each side is measured, in turns, so that a busy moment hits both */
export async function wireBench(rounds = 5): Promise<BenchRow[]> {
  const plain = await openPlain(false);
  const carded = await openPlain(true);
  const topology = await openTopology();
  const origin = performance.now();
  let frames = 0;
  const wire = await openWire({
    ...topology,
    now: () => (performance.now() - origin) * 1000,
    emit(events) {
      frames += events.length;
    },
    failed(error) {
      throw error;
    },
  });
  const all = { plain: empty(), carded: empty(), wire: empty() };
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [name, hosts] of [
        ["plain", plain],
        ["wire", topology],
        ["carded", carded],
      ] as const) {
        const { transfers, pings } = await measure(hosts.you, hosts.lab, 5, 200);
        all[name].transfers.push(...transfers);
        all[name].pings.push(...pings);
      }
    }
  } finally {
    await wire.close();
    await stopWireThread();
    for (const each of [plain, carded, topology]) each.close();
  }
  if (frames === 0) throw new Error("the wire showed no frames: it was not measured");
  const rate = (measured: Measured) => transferBytes / 1e6 / median(measured.transfers);
  const ratio = rate(all.wire) / rate(all.plain);
  const added = (median(all.wire.pings) - median(all.plain.pings)) * 1000;
  return [
    atLeast("wire: 1 MB transfer against plain veth", ratio, "x", 0.25),
    atMost("wire: added round trip, p50", added, "ms", 0.3),
    told("wire: 1 MB transfer", rate(all.wire), "MB/s"),
    told("plain veth, frames as on the wire: 1 MB transfer", rate(all.plain), "MB/s"),
    told("plain veth, segmentation left to the card: 1 MB transfer", rate(all.carded), "MB/s"),
    told("plain veth: round trip, p50", median(all.plain.pings) * 1000, "ms"),
  ];
}

const empty = (): Measured => ({ transfers: [], pings: [] });
