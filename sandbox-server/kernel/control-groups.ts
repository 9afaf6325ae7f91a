/**
 * A control group (version 2, cgroups(7)) for each lab: what all its sandboxes use together, the kernel's own memory for
 * their sockets and pipes included, is counted and bounded there. The group to divide comes from
 * scripts/control-group.js. A program sees none of it: no such file system is mounted in its sandbox, and a control
 * group namespace hides the name.
 */
import fs from "node:fs";
import path from "node:path";
import { limits } from "../../protocol/limits.ts";

/** One lab's group. */
export type LabGroup = {
  /**
   * Takes a process in; its children are born there. Not synchronous, because the kernel waits for all processors.
   * Nothing happens when the process is gone already.
   */
  enter(pid: number): Promise<void>;
  /** Whether the kernel has killed a process for the lab's memory that nobody has asked about yet; asked once each. */
  claimOomKill(): boolean;
  /** Ends whatever is left in it and removes it. */
  close(): Promise<void>;
};

export type ControlGroups = { open(): LabGroup };

/** The file of each limit, and what is written there. */
export function groupLimits(): Record<string, string> {
  const { memoryBytes, tasks, processors } = limits.lab;
  return {
    "memory.max": String(memoryBytes),
    "memory.swap.max": "0",
    "pids.max": String(tasks),
    // In microseconds: so much time in each tenth of a second. Below that, labs share by weight, and equally.
    "cpu.max": `${processors * 100_000} 100000`,
  };
}

/** Takes over the group at `folder`, emptied of what an earlier server left. Throws when it cannot be divided. */
export async function openControlGroups(folder: string): Promise<ControlGroups> {
  const left = fs.readdirSync(folder).filter((name) => name.startsWith("lab-"));
  await Promise.all(left.map((name) => remove(path.join(folder, name))));
  let made = 0;
  return {
    open() {
      made += 1;
      const group = path.join(folder, `lab-${made}`);
      fs.mkdirSync(group);
      try {
        for (const [file, value] of Object.entries(groupLimits())) {
          // A kernel may be built or started without swap accounting; then nothing of a program's is swapped out either.
          if (file === "memory.swap.max" && !fs.existsSync(path.join(group, file))) continue;
          fs.writeFileSync(path.join(group, file), value);
        }
      } catch (error) {
        fs.rmdirSync(group);
        throw error;
      }
      return labGroup(group);
    },
  };
}

function labGroup(folder: string): LabGroup {
  let claimed = 0;
  return {
    async enter(pid) {
      try {
        await fs.promises.writeFile(path.join(folder, "cgroup.procs"), String(pid));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    },
    claimOomKill() {
      const events = fs.readFileSync(path.join(folder, "memory.events"), "latin1");
      const kills = Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0);
      if (kills <= claimed) return false;
      claimed += 1;
      return true;
    },
    close: () => remove(folder),
  };
}

const emptyAfterMs = 10;
const attempts = 500;

async function remove(folder: string): Promise<void> {
  const kill = path.join(folder, "cgroup.kill");
  // Linux 5.14; before, the sandboxes' own end is all there is.
  if (fs.existsSync(kill)) fs.writeFileSync(kill, "1");
  for (let attempt = 1; ; attempt++) {
    try {
      fs.rmdirSync(folder);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // EBUSY: the last of its processes is on the way out.
      if (code !== "EBUSY" || attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, emptyAfterMs));
    }
  }
}
