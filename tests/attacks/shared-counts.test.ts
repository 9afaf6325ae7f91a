import { expect } from "vitest";
import { limits } from "../../protocol/limits.ts";
import { LabPage } from "../lab-page.ts";
import { findings, kernelProbe, probing } from "./kernel-probe.ts";
import { attack, type Scene, setScene } from "./neighbourhood.ts";

/**
 * What the kernel counts for each user, or not at all. All programs are one user of the host, so what one of them can
 * take without end, the programs of all labs lack, and the server with them. System call numbers are x86-64's.
 */
setScene();

/** A lab of another reader's that is opened now, when the attack is done, and a program in it. */
async function inAnotherLab(scene: Scene, program: string): Promise<string> {
  const page = await LabPage.open(scene.server.socket, null, "192.0.2.88");
  try {
    const ended = await page.toEnd({ "kernel.ts": kernelProbe, "main.ts": program });
    expect(ended).toMatchObject({ stderr: "", exit: { code: 0 } });
    return ended.stdout;
  } finally {
    page.socket.terminate();
  }
}

/** Starts a program that takes what it can, prints a line that begins with "took", and holds on to it. */
async function holds(page: LabPage, program: string): Promise<string> {
  const run = page.run({
    "kernel.ts": kernelProbe,
    "main.ts": `import { sys, sysBytes, native } from "./kernel.ts";\nconst { koffi, libc } = native;\nvoid [sys, sysBytes, koffi, libc];\n${program}\nsetInterval(() => {}, 1000);`,
  });
  return await page.printed(run, /^took .*\n/m, 90_000);
}

attack(
  "System V semaphores and queues, kernel memory that no limit counts, are not there",
  async ({ page }) => {
    const ended = await page.toEnd(
      probing({
        semget: "sys(64, 0, 32000, 0o1600)",
        msgget: "sys(68, 0, 0o1600)",
        shmget: "sys(29, 0, 4096, 0o1600)",
      }),
    );
    expect(findings(ended.stdout)).toEqual({ semget: "EPERM", msgget: "EPERM", shmget: "EPERM" });
  },
);

attack("POSIX message queues, counted for each user, cannot be made", async ({ page }) => {
  const said = await holds(
    page,
    `console.log("took", libc.func("int mq_open(const char*, int, int, void*)")("/queue", 0o102, 0o600, null), koffi.errno());`,
  );
  // EMFILE
  expect(said).toBe("took -1 24\n");
});

attack(
  "signals that nobody takes wait up to a limit of the program's own; another lab's are queued",
  async (scene) => {
    const queue = `
    // rt_sigprocmask(2): here all signals wait. rt_tgsigqueueinfo(2), to this thread, as by sigqueue(3).
    sysBytes(14, 0, Buffer.alloc(8, 0xff), 0, 8);
    const send = libc.func("long syscall(long, long, long, long, void*)");
    const info = Buffer.alloc(128);
    info.writeInt32LE(40, 0);
    info.writeInt32LE(-1, 8);
    const process_ = Number(sys(39)), thread = Number(sys(186));
    let queued = 0;
    while (queued < 200_000 && Number(send(297, process_, thread, 40, info)) === 0) queued++;`;
    const said = await holds(scene.page, `${queue}\nconsole.log("took", queued);`);
    expect(Number(said.split(" ")[1])).toBeLessThanOrEqual(limits.program.signals);
    const other = await inAnotherLab(
      scene,
      `import { sys, sysBytes, native } from "./kernel.ts"; const { libc } = native; ${queue} console.log(queued > 100); process.exit(0);`,
    );
    expect(other).toBe("true\n");
  },
);

attack(
  "pages of pipes, counted for each user: used up, another lab's pipes are small and carry all the same",
  async (scene) => {
    const said = await holds(
      scene.page,
      `
    const pipe2 = libc.func("int pipe2(void*, int)");
    const fcntl = libc.func("int fcntl(int, int, int)");
    const fds = Buffer.alloc(8);
    let pipes = 0, enlarged = 0;
    while (pipe2(fds, 0) === 0) { pipes++; if (fcntl(fds.readInt32LE(0), 1031, 1 << 20) > 0) enlarged++; }
    console.log("took", pipes, enlarged);`,
    );
    const [, pipes, enlarged] = said.split(" ").map(Number);
    expect(pipes).toBeGreaterThan(300);
    expect(enlarged).toBe(0);
    const other = await inAnotherLab(
      scene,
      `import { native } from "./kernel.ts"; import fs from "node:fs"; import { Worker } from "node:worker_threads";
     const fds = Buffer.alloc(8);
     native.libc.func("int pipe2(void*, int)")(fds, 0);
     new Worker("const fs = require('node:fs'); const { workerData: fd } = require('node:worker_threads'); const chunk = Buffer.alloc(1 << 20, 7); for (let at = 0; at < chunk.length;) at += fs.writeSync(fd, chunk, at); fs.closeSync(fd);", { eval: true, workerData: fds.readInt32LE(4) });
     let total = 0;
     for (const chunk = Buffer.alloc(65536); ;) { const n = fs.readSync(fds.readInt32LE(0), chunk); if (n === 0) break; total += n; }
     console.log(total);`,
    );
    expect(other).toBe(`${1 << 20}\n`);
  },
);

attack(
  "one program that watches all it can by epoll leaves watches for the server and the other labs",
  async (scene) => {
    const said = await holds(
      scene.page,
      `
    const ctl = libc.func("int epoll_ctl(int, int, int, void*)");
    const event = Buffer.alloc(12);
    const epolls: number[] = [], fds: number[] = [];
    for (let e; epolls.length < 500 && typeof (e = sys(291, 0)) === "number";) epolls.push(e);
    for (let f; typeof (f = sys(290, 0, 0)) === "number";) fds.push(f);
    // Room for what this process itself still opens.
    for (const fd of fds.splice(-20)) sys(3, fd);
    let watches = 0;
    fill: for (const epoll of epolls) for (const fd of fds) { if (ctl(epoll, 1, fd, event) !== 0) break fill; watches++; }
    console.log("took", watches);`,
    );
    expect(Number(said.split(" ")[1])).toBeGreaterThan(100_000);
    const other = await inAnotherLab(
      scene,
      `import net from "node:net"; net.createServer((c) => c.end("hi")).listen(7000, () => net.connect(7000, "10.0.0.2").on("data", (d) => { console.log(String(d)); process.exit(0); }));`,
    );
    expect(other).toBe("hi\n");
  },
);
