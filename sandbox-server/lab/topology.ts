/**
 * The network of one lab: host `you`, the wire, host `lab`, each a network namespace, joined by two veth pairs.
 *
 *     you                    wire                    lab
 *     eth0 10.0.0.2/24 <---> you0      lab0 <------> eth0 10.0.0.1/24
 *
 * In `wire` nothing forwards: the two ends are joined only by the process that carries frames between them.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Host, hostAddress } from "../../protocol/names.ts";
import { isRunning } from "../kernel/link-state.ts";
import { createNetns, inNamespace, type Netns } from "../kernel/namespaces.ts";
import { offloadsOff } from "../kernel/offloads.ts";

export type Topology = { readonly you: Netns; readonly wire: Netns; readonly lab: Netns; close(): void };

/** The wire's two interfaces, named after the host at the other end. */
export const wireInterface = { you: "you0", lab: "lab0" } as const;

/** A host's own interface. */
export const hostInterface = "eth0";

/** Hardware and link-local addresses that can be told apart at a glance. */
const hardware: Record<Host, string> = { you: "02:00:00:00:00:02", lab: "02:00:00:00:00:01" };
const linkLocal: Record<Host, string> = { you: "fe80::2", lab: "fe80::1" };

/**
 * Makes the three namespaces and joins them; takes some 20 ms, off the main thread for the most part.
 * `late` ends what does not come to an end by itself.
 */
export async function openTopology(late?: AbortSignal): Promise<Topology> {
  const made: Netns[] = [];
  const close = () => {
    for (const ns of made) ns.close();
  };
  const make = () => {
    const ns = createNetns();
    made.push(ns);
    return ns;
  };
  try {
    const you = make();
    const wire = make();
    const lab = make();
    for (const ns of [you, wire, lab]) inNamespace(ns, quiet);
    // The child gets the hosts' namespaces as descriptors 3 and 4: ip takes a path where it takes a name.
    await ip(
      wire,
      [you.fd, lab.fd],
      [
        `link add ${wireInterface.you} type veth peer name ${hostInterface} netns /proc/self/fd/3`,
        `link add ${wireInterface.lab} type veth peer name ${hostInterface} netns /proc/self/fd/4`,
        `link set ${wireInterface.you} up`,
        `link set ${wireInterface.lab} up`,
      ],
      late,
    );
    await Promise.all([configureHost(you, "you", late), configureHost(lab, "lab", late)]);
    for (const ns of [you, lab]) inNamespace(ns, () => offloadsOff(hostInterface));
    const up = () =>
      [you, lab].every((ns) => inNamespace(ns, () => isRunning(hostInterface))) &&
      inNamespace(wire, () => isRunning(wireInterface.you) && isRunning(wireInterface.lab));
    while (!up()) await sleep(1, undefined, { signal: late });
    return { you, wire, lab, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Before a card is there: neither host is to speak of its own accord, or a learner sees packets nobody sent. */
function quiet(): void {
  const set = (name: string, value: string) => fs.writeFileSync(`/proc/sys/net/${name}`, value);
  if (fs.existsSync("/proc/sys/net/ipv6")) {
    set("ipv6/conf/default/router_solicitations", "0");
    set("ipv6/conf/default/accept_ra", "0");
    // No address made from the hardware address, and no question whether another host has ours.
    set("ipv6/conf/default/addr_gen_mode", "1");
    set("ipv6/conf/default/dad_transmits", "0");
  }
  // Group 0 of this user namespace is what programs run as: they may ping. A full range gives EINVAL.
  set("ipv4/ping_group_range", "0 0");
}

function configureHost(ns: Netns, host: Host, late?: AbortSignal): Promise<void> {
  const ipv6 = fs.existsSync("/proc/sys/net/ipv6");
  return ip(
    ns,
    [],
    [
      "link set lo up",
      `link set ${hostInterface} address ${hardware[host]}`,
      `address add ${hostAddress[host]}/24 broadcast 10.0.0.255 dev ${hostInterface}`,
      `link set ${hostInterface} up`,
      ...(ipv6 ? [`address add ${linkLocal[host]}/64 dev ${hostInterface} nodad`] : []),
    ],
    late,
  );
}

/** Runs one `ip -batch` inside `ns`. Throws with what ip said. */
function ip(ns: Netns, fds: readonly number[], lines: readonly string[], late?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = inNamespace(ns, () =>
      // Detached: a SIGTERM to the server's group is the server's alone.
      spawn("ip", ["-batch", "-"], {
        stdio: ["pipe", "ignore", "pipe", ...fds],
        detached: true,
        killSignal: "SIGKILL",
        ...(late === undefined ? {} : { signal: late }),
      }),
    );
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`ip -batch ended with ${code}: ${said.trim()}`));
    });
    // An ip that could not start or died closes its stdin; "error" or "close" above tells of it.
    child.stdin?.on("error", () => {});
    child.stdin?.end(`${lines.join("\n")}\n`);
  });
}
