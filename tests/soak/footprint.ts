import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { memoryOf, processTree } from "../bench/process-tree.ts";
import { scrape } from "../bench/server-metrics.ts";
import type { LabServer } from "../lab-server.ts";

/** All that a server holds of the machine, as seen from outside it. */
export type Footprint = {
  processes: number;
  /** Open descriptors of the whole tree. */
  descriptors: number;
  networkNamespaces: number;
  mounts: number;
  /** Control groups of labs; none where the machine gives none. */
  controlGroups: number;
  /** Files below the server's temporary folder, seen through its own root. */
  files: number;
  timers: number;
  labs: number;
  /** Labs that stand ready: as many before as after, or the rest cannot be compared. */
  warm: number;
  /** Of the whole tree, shared pages counted once. */
  memoryBytes: number;
  /** Of the server's own process: what is resident, and what V8's heap holds, garbage included. */
  serverBytes: number;
  heapBytes: number;
};

export async function footprint(server: LabServer): Promise<Footprint> {
  const root = server.child.pid ?? 0;
  const tree = processTree(root);
  const node =
    tree.find((pid) => look(() => readFileSync(`/proc/${pid}/comm`, "latin1"), "").startsWith("node")) ??
    root;
  const metrics = await scrape(server.socket);
  return {
    processes: tree.length,
    descriptors: tree.reduce((sum, pid) => sum + look(() => readdirSync(`/proc/${pid}/fd`).length, 0), 0),
    networkNamespaces: new Set(tree.map((pid) => look(() => readlinkSync(`/proc/${pid}/ns/net`), ""))).size,
    mounts: look(() => readFileSync(`/proc/${node}/mountinfo`, "latin1").split("\n").length, 0),
    controlGroups: labGroups(server).length,
    files: look(() => readdirSync(`/proc/${node}/root/tmp`, { recursive: true }).length, 0),
    timers: metrics.get("playground_timers") ?? Number.NaN,
    labs: metrics.get("playground_labs") ?? Number.NaN,
    warm: metrics.get("playground_labs_warm") ?? Number.NaN,
    memoryBytes: memoryOf(root),
    serverBytes: metrics.get('playground_memory_bytes{kind="resident"}') ?? Number.NaN,
    heapBytes: metrics.get('playground_memory_bytes{kind="heap"}') ?? Number.NaN,
  };
}

/** The names of the control groups that the server's labs have now. */
function labGroups({ cgroup }: LabServer): string[] {
  return cgroup === null ? [] : readdirSync(cgroup).filter((name) => name.startsWith("lab-"));
}

/** Every process of a server, to see what was left: its command, state, network namespace and open descriptors. */
export function inventory(server: LabServer): string[] {
  return processTree(server.child.pid ?? 0).map((pid) => {
    const command = look(() => readFileSync(`/proc/${pid}/cmdline`, "latin1"), "");
    const state = /^State:\s+(.*)$/m.exec(look(() => readFileSync(`/proc/${pid}/status`, "latin1"), ""))?.[1];
    const net = look(() => readlinkSync(`/proc/${pid}/ns/net`), "?");
    return `${pid} ${state} ${net} ${command.replaceAll("\0", " ").slice(0, 90)}\n  ${descriptorKinds(pid)}`;
  });
}

/** How many descriptors of each kind a process has open: "12 socket, 3 net, 1 /dev/null". */
function descriptorKinds(pid: number): string {
  const counts = new Map<string, number>();
  for (const fd of look(() => readdirSync(`/proc/${pid}/fd`), [])) {
    const kind = look(() => readlinkSync(`/proc/${pid}/fd/${fd}`), "gone").replace(/:\[\d+\]$/, "");
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(", ");
}

/** Processes come and go while one looks; what is gone counts as `otherwise`. */
function look<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
