import { expect } from "vitest";
import { findings, kernelProbe, probing } from "./kernel-probe.ts";
import { attack, type Scene, setScene } from "./neighbourhood.ts";

/** Getting out of the sandbox, and getting at what the host and the server keep to themselves. */
setScene();

/** Runs probes in one program and gives what each came to. */
async function probe({ page }: Scene, probes: Record<string, string>): Promise<Record<string, unknown>> {
  const ended = await page.toEnd(probing(probes));
  expect(ended.stderr).toBe("");
  expect(ended.exit).toEqual({ code: 0 });
  return findings(ended.stdout);
}

/** Every probe must fail with one of these. */
async function allFailWith(
  scene: Scene,
  codes: readonly string[],
  probes: Record<string, string>,
): Promise<void> {
  const found = await probe(scene, probes);
  expect(Object.keys(found).sort()).toEqual(Object.keys(probes).sort());
  for (const [name, result] of Object.entries(found))
    expect(codes, `${name} gave ${JSON.stringify(result)}`).toContain(result);
}

attack("the first process's environment holds nothing of the server's", async (scene) => {
  const found = await probe(scene, {
    environ: `fs.readFileSync("/proc/1/environ", "latin1")`,
    own: `fs.readFileSync("/proc/self/environ", "latin1")`,
    names: `Object.keys(process.env)`,
  });
  expect(found.environ).toBe("");
  expect(String(found.own)).not.toContain(scene.host.secret);
  expect(found.names).not.toContain("TREASURE");
});

attack("no process's command line names a path of the host", async (scene) => {
  const found = await probe(scene, {
    lines: `fs.readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).map((pid) => fs.readFileSync("/proc/" + pid + "/cmdline", "utf8"))`,
  });
  for (const line of found.lines as string[]) {
    expect(line).not.toContain(process.cwd());
    expect(line).not.toContain("--ro-bind");
    expect(line).not.toContain("lab-server-");
  }
});

attack("no descriptor of the server's is left open in a program", async (scene) => {
  const found = await probe(scene, {
    links: `fs.readdirSync("/proc/self/fd").flatMap((fd) => { try { return [fs.readlinkSync("/proc/self/fd/" + fd)]; } catch { return []; } })`,
  });
  for (const link of found.links as string[]) {
    expect(link).toMatch(/^(socket:\[|pipe:\[|anon_inode:|\/dev\/(null|urandom)$|\/proc\/)/);
  }
});

attack("a file of the host's cannot be read", async (scene) => {
  await allFailWith(scene, ["ENOENT", "EACCES"], {
    treasure: `fs.readFileSync(${JSON.stringify(scene.host.file)})`,
    throughRoot: `fs.readFileSync("/proc/1/root" + ${JSON.stringify(scene.host.file)})`,
    throughSelf: `fs.readFileSync("/proc/self/root/../../" + ${JSON.stringify(scene.host.file)})`,
    passwords: `fs.readFileSync("/etc/shadow")`,
    checkout: `fs.readdirSync(${JSON.stringify(process.cwd())})`,
    keys: `fs.readdirSync("/root/.ssh")`,
    docker: `fs.statSync("/var/run/docker.sock")`,
  });
});

attack("nothing outside the home and /tmp can be written", async (scene) => {
  await allFailWith(scene, ["EROFS", "ENOENT", "EACCES", "EPERM"], {
    usr: `fs.writeFileSync("/usr/pwned", "x")`,
    node: `fs.writeFileSync(process.execPath, "x")`,
    runtime: `fs.writeFileSync("/runtime/boot.js", "x")`,
    lib: `fs.writeFileSync("/lib/pwned", "x")`,
    dev: `fs.writeFileSync("/dev/pwned", "x")`,
    proc: `fs.writeFileSync("/proc/pwned", "x")`,
    sys: `fs.writeFileSync("/sys/pwned", "x")`,
  });
});

attack("a symlink planted under the name of the next file leads nowhere", async ({ page, host }) => {
  const planted = await page.toEnd({
    "main.ts": `
      import fs from "node:fs";
      fs.rmSync("next.ts", { force: true });
      fs.symlinkSync(${JSON.stringify(host.file)}, "next.ts");
      fs.symlinkSync("/tmp", "folder");
      console.log("planted");`,
  });
  expect(planted.stdout).toBe("planted\n");
  const next = await page.toEnd(
    { "next.ts": `console.log("ran");`, "folder/deep.ts": "export {}" },
    "next.ts",
  );
  expect(next.exit).toEqual({ code: 0 });
  expect(next.stdout).toBe("ran\n");
});

attack("a FIFO planted under the name of the next file does not hang the next run", async ({ page }) => {
  await page.toEnd({
    ...probing({ fifo: `sysBytes(259, -100, Buffer.from("next.ts\\0"), 0o010666, 0)` }),
  });
  const next = await page.toEnd({ "next.ts": `console.log("ran");` }, "next.ts");
  expect(next.stdout).toBe("ran\n");
});

attack("a folder planted under the name of the next file gives way to it", async ({ page }) => {
  await page.toEnd({
    "main.ts": `import fs from "node:fs"; fs.mkdirSync("next.ts/deep", { recursive: true });`,
  });
  const next = await page.toEnd({ "next.ts": `console.log("ran");` }, "next.ts");
  expect(next.stdout).toBe("ran\n");
});

attack("no device can be made, and no hard link to the runtime", async (scene) => {
  await allFailWith(scene, ["EPERM", "EXDEV", "EACCES", "EROFS"], {
    memory: `sysBytes(259, -100, Buffer.from("mem\\0"), 0o020666, 0x101)`,
    disk: `sysBytes(259, -100, Buffer.from("disk\\0"), 0o060666, 0x800)`,
    link: `fs.linkSync(process.execPath, "node")`,
  });
});

attack("no further namespace can be made or entered", async (scene) => {
  await allFailWith(scene, ["EPERM", "ENOSYS", "EINVAL", "ENOSPC", "EBADF"], {
    user: "sys(272, 0x10000000)",
    net: "sys(272, 0x40000000)",
    mount: "sys(272, 0x00020000)",
    pid: "sys(272, 0x20000000)",
    userAndNet: "sys(272, 0x50000000)",
    enter: `sys(308, fs.openSync("/proc/self/ns/net", "r"), 0)`,
    cloneUser: "sys(56, 0x10000011, 0, 0, 0, 0)",
    cloneNet: "sys(56, 0x40000011, 0, 0, 0, 0)",
    clone3: "sys(435, 0, 0)",
  });
});

attack("nothing can be mounted, by the old calls or the new", async (scene) => {
  await allFailWith(scene, ["EPERM", "ENOSYS"], {
    mount: "sys(165, 0, 0, 0, 0, 0)",
    umount: `sysBytes(166, 0, Buffer.from("/\\0"))`,
    pivotRoot: "sys(155, 0, 0)",
    chroot: `sys(161, 0)`,
    fsopen: "sys(430, 0, 0)",
    fsconfig: "sys(431, 0, 0, 0, 0, 0)",
    fsmount: "sys(432, 0, 0, 0)",
    openTree: "sys(428, 0, 0, 0)",
    moveMount: "sys(429, 0, 0, 0, 0, 0)",
    mountSetattr: "sys(442, 0, 0, 0, 0, 0)",
    fspick: "sys(433, 0, 0, 0)",
  });
});

attack("io_uring is not there", async (scene) => {
  await allFailWith(scene, ["EPERM", "ENOSYS"], {
    setup: "sys(425, 8, 0)",
    enter: "sys(426, 0, 0, 0, 0, 0)",
    register: "sys(427, 0, 0, 0, 0)",
  });
});

attack("no process can be traced or read from outside", async (scene) => {
  await allFailWith(scene, ["EPERM", "ENOSYS", "ESRCH", "EACCES"], {
    ptraceMe: "sys(101, 0, 0, 0, 0)",
    ptraceInit: "sys(101, 16, 1, 0, 0)",
    readMemory: "sys(310, 1, 0, 0, 0, 0, 0)",
    writeMemory: "sys(311, 1, 0, 0, 0, 0, 0)",
    kcmp: "sys(312, 1, 1, 0, 0, 0)",
    pidfdGetfd: "sys(438, 0, 0, 0)",
  });
});

attack("the kernel's keyrings are closed", async (scene) => {
  await allFailWith(scene, ["EPERM", "ENOSYS"], {
    keyctl: "sys(250, 0, 0, 0, 0, 0)",
    addKey: "sys(248, 0, 0, 0, 0, 0)",
    requestKey: "sys(249, 0, 0, 0, 0, 0)",
  });
});

attack("bpf, perf, userfaultfd and their like are closed", async (scene) => {
  await allFailWith(scene, ["EPERM", "ENOSYS", "EACCES"], {
    bpf: "sys(321, 0, 0, 0)",
    perf: "sys(298, 0, 0, -1, -1, 0)",
    userfaultfd: "sys(323, 0)",
    kexec: "sys(246, 0, 0, 0, 0)",
    initModule: "sys(175, 0, 0, 0)",
    reboot: "sys(169, 0, 0, 0, 0)",
    swapon: "sys(167, 0, 0)",
    settime: "sys(227, 0, 0)",
    openByHandle: "sys(304, -100, 0, 0)",
    quotactl: "sys(179, 0, 0, 0, 0)",
    acct: "sys(163, 0)",
    syslog: "sys(103, 3, 0, 0)",
  });
});

attack("system calls of the x32 ABI do not exist", async (scene) => {
  await allFailWith(scene, ["ENOSYS"], {
    getpid: "sys(0x40000000 + 39)",
    socket: "sys(0x40000000 + 41, 40, 1, 0)",
  });
});

attack(
  "a 32-bit system call (int 0x80) does not exist, even from machine code of one's own",
  async ({ page }) => {
    const ended = await page.toEnd({
      "kernel.ts": kernelProbe,
      "main.ts": `
      import fs from "node:fs";
      import { sys, native } from "./kernel.ts";
      // mov eax, 20 (getpid by the i386 table); int 0x80; ret
      const code = Buffer.from([0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3]);
      const page = sys(9, 0, 4096, 7, 0x22, -1, 0) as number;
      fs.writeSync(fs.openSync("/proc/self/mem", "r+"), code, 0, code.length, page);
      const run = native.koffi.decode(BigInt(page), native.koffi.proto("int run()"));
      console.log(run());`,
    });
    expect(ended).toMatchObject({ stdout: "-38\n", stderr: "", exit: { code: 0 } });
  },
);

attack("nothing that a program writes can be executed or loaded as native code", async (scene) => {
  const copied = (place: string) =>
    `(fs.copyFileSync(koffiFile(), "${place}/addon.node"), process.dlopen({ exports: {} } as NodeModule, "${place}/addon.node"))`;
  const script = (place: string) =>
    `(() => { fs.writeFileSync("${place}/x", "#!/usr/bin/node\\n", { mode: 0o755 }); const { error } = child_process.spawnSync("${place}/x"); if (error) throw error; return "ran"; })()`;
  await allFailWith(scene, ["EACCES", "ERR_DLOPEN_FAILED", "ENOSYS"], {
    home: script("/home/you"),
    tmp: script("/tmp"),
    shm: script("/dev/shm"),
    nameless: `sysBytes(319, 0 as never, Buffer.from("x\\0"), 0)`,
    addonInHome: copied("/home/you"),
    addonInTmp: copied("/tmp"),
  });
});

attack("no input can be pushed into a terminal", async (scene) => {
  await allFailWith(scene, ["EPERM", "ENOSYS"], {
    tiocsti: "sys(16, 0, 0x5412, 0)",
    tioclinux: "sys(16, 0, 0x541c, 0)",
    tiocstiWithHighBits: "sys(16, 0, 0x100005412, 0)",
  });
});

attack("the kernel's switches cannot be turned", async (scene) => {
  await allFailWith(scene, ["EROFS", "EACCES", "ENOENT", "EPERM"], {
    hostname: `fs.writeFileSync("/proc/sys/kernel/hostname", "pwned")`,
    core: `fs.writeFileSync("/proc/sys/kernel/core_pattern", "|/tmp/pwned")`,
    forward: `fs.writeFileSync("/proc/sys/net/ipv4/ip_forward", "1")`,
    sysrq: `fs.writeFileSync("/proc/sysrq-trigger", "b")`,
    oom: `fs.writeFileSync("/proc/1/oom_score_adj", "-1000")`,
    cgroup: `fs.writeFileSync("/sys/fs/cgroup/cgroup.procs", "1")`,
    setHostname: `sysBytes(170, 5, Buffer.from("pwned")) === 0 ? "worked" : "EPERM"`,
  });
});

attack("nobody becomes anybody: no identity, no capability can be gained", async (scene) => {
  await allFailWith(scene, ["EPERM", "EINVAL", "ENOSYS"], {
    setuid: "sys(105, 0)",
    setgid: "sys(106, 0)",
    setresuid: "sys(117, 0, 0, 0)",
    setgroups: "sys(116, 0, 0)",
    seccompOff: "sys(157, 22, 0, 0, 0, 0)",
    ambient: "sys(157, 47, 2, 13, 0, 0)",
  });
  const found = await probe(scene, { status: `fs.readFileSync("/proc/self/status", "utf8")` });
  const status = String(found.status);
  for (const field of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
    expect(status).toMatch(new RegExp(`${field}:\\s+0{16}\\b`));
  expect(status).toMatch(/NoNewPrivs:\s+1/);
  expect(status).toMatch(/Seccomp:\s+2/);
});

attack("/dev holds the harmless few", async (scene) => {
  const found = await probe(scene, { names: `fs.readdirSync("/dev").sort()` });
  const harmless = [
    "core",
    "console",
    "fd",
    "full",
    "null",
    "ptmx",
    "pts",
    "random",
    "shm",
    "stderr",
    "stdin",
    "stdout",
    "tty",
    "urandom",
    "zero",
  ];
  for (const name of found.names as string[]) expect(harmless).toContain(name);
});

attack("only the program's own processes can be seen", async (scene) => {
  const found = await probe(scene, {
    pids: `fs.readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).map(Number)`,
  });
  expect((found.pids as number[]).length).toBeLessThanOrEqual(4);
  expect(Math.max(...(found.pids as number[]))).toBeLessThan(100);
});

attack("the mounts show no folder of the host's", async (scene) => {
  const found = await probe(scene, { mounts: `fs.readFileSync("/proc/self/mountinfo", "utf8")` });
  expect(String(found.mounts)).not.toContain(process.cwd());
  expect(String(found.mounts)).not.toContain("treasure-");
  expect(String(found.mounts)).not.toContain("lab-server-");
});

attack(
  "a native addon that is no addon is an error, and process.binding finds nothing to start",
  async (scene) => {
    const spawned = (file: string) =>
      `(process.binding("spawn_sync") as { spawn(options: object): { error: number } }).spawn({ file: "${file}", args: ["${file}"], stdio: [{ type: "ignore" }, { type: "ignore" }, { type: "ignore" }] }).error ?? 0`;
    const found = await probe(scene, {
      addon: `(fs.writeFileSync("evil.node", "not an ELF"), process.dlopen({ exports: {} } as NodeModule, process.cwd() + "/evil.node"))`,
      shell: spawned("/bin/sh"),
      bash: spawned("/usr/bin/bash"),
      // The control: by the same way Node itself can be started.
      node: spawned("/usr/bin/node"),
    });
    expect(found).toEqual({ addon: "ERR_DLOPEN_FAILED", shell: -2, bash: -2, node: 0 });
  },
);

attack(
  "a learner's package.json, .npmrc-like files and loader hooks change nothing in the next run",
  async ({ page }) => {
    await page.toEnd({
      "main.ts": `
      import fs from "node:fs";
      fs.writeFileSync("package.json", JSON.stringify({ type: "commonjs", imports: { "#x": "./evil.js" }, exports: "./evil.js" }));
      fs.writeFileSync(".noderc", "--require ./evil.js");
      fs.mkdirSync("node_modules/sockets", { recursive: true });
      fs.writeFileSync("node_modules/sockets/index.js", "console.log('hijacked')");
      fs.writeFileSync("node_modules/sockets/package.json", '{"main":"index.js"}');
      fs.writeFileSync("/tmp/evil.js", "console.log('hijacked')");`,
    });
    const next = await page.toEnd({
      "package.json": `{"type":"commonjs"}`,
      "main.ts": `import { AF_INET } from "sockets"; console.log("AF_INET", AF_INET, process.env.NODE_OPTIONS);`,
    });
    expect(next.stdout).toBe("AF_INET 2 undefined\n");
  },
);

attack("NODE_OPTIONS reaches the learner's own children, and no other program", async ({ page }) => {
  const ended = await page.toEnd({
    "evil.js": `console.log("hijacked")`,
    "main.ts": `
      import { spawnSync } from "node:child_process";
      process.env.NODE_OPTIONS = "--require ./evil.js";
      console.log(String(spawnSync(process.execPath, ["-e", "0"]).stdout));`,
  });
  expect(ended.stdout).toBe("hijacked\n\n");
  const next = await page.toEnd({ "evil.js": `console.log("hijacked")`, "main.ts": `console.log("clean");` });
  expect(next.stdout).toBe("clean\n");
});

attack(
  "files named like the runtime's own, or like what every object has, are only files",
  async ({ page }) => {
    const names = [
      "boot.js",
      "runtime/boot.js",
      "sockets.ts",
      "sockets/index.ts",
      "constructor.ts",
      "toString.ts",
      "main.js",
    ];
    const ended = await page.toEnd({
      ...Object.fromEntries(
        names.map((name) => [name, `console.log("hijacked by ${name}"); export const AF_INET = 0;`]),
      ),
      "main.ts": `
      import { AF_INET } from "sockets";
      import { SOCK_STREAM } from "sockets";
      console.log(AF_INET, SOCK_STREAM);
      try { await import("constructor"); } catch (error) { console.log((error as Error).message); }`,
    });
    expect(ended.stdout).toBe("2 1\nCannot find package 'constructor'\n");
  },
);

attack("memory that no limit counts cannot be had", async (scene) => {
  await allFailWith(scene, ["EPERM", "ENOSYS", "ENODEV"], {
    sharedAnonymous: "sys(9, 0, 65536, 3, 0x21, -1, 0)",
    sharedValidated: "sys(9, 0, 65536, 3, 0x23, -1, 0)",
    memfd: `sysBytes(319, 0 as never, Buffer.from("x\\0"), 0)`,
    memfdSecret: "sys(447, 0)",
    systemV: "sys(29, 0, 65536, 0o1600)",
    zeroDevice: `sys(9, 0, 65536, 3, 1, fs.openSync("/dev/zero", "r+"), 0)`,
  });
});

attack("what the kernel counts for each user, all labs share: inotify is not there", async (scene) => {
  await allFailWith(scene, ["EPERM"], { old: "sys(253)", new: "sys(294, 0)" });
});

attack("Node's inspector opens only inside the lab", async ({ page, host }) => {
  const ended = await page.toEnd({
    "main.ts": `import inspector from "node:inspector"; inspector.open(9229, "127.0.0.1"); console.log(inspector.url()?.slice(0, 5)); process.exit(0);`,
  });
  expect(ended.stdout).toBe("ws://\n");
  await expect(fetch("http://127.0.0.1:9229/json")).rejects.toThrow();
  expect(host.reached).toEqual([]);
});

attack("no core is dumped and no report is written outside", async ({ page }) => {
  const ended = await page.toEnd(
    probing({
      limits: `fs.readFileSync("/proc/self/limits", "utf8").split("\\n").find((line) => line.includes("core file"))`,
      report: `(process.report?.writeReport("/usr/report.json"), fs.existsSync("/usr/report.json"))`,
    }),
  );
  const found = findings(ended.stdout);
  expect(String(found.limits)).toMatch(/core file size\s+0\s+0/);
  expect(found.report).toBe(false);
});

attack("a setuid program in the home gives nothing: no_new_privs, nosuid", async ({ page }) => {
  const ended = await page.toEnd(
    probing({
      chmod: `(fs.writeFileSync("suid", "#!/x"), fs.chmodSync("suid", 0o4755), "made")`,
      mounts: `fs.readFileSync("/proc/self/mountinfo", "utf8").split("\\n").filter((line) => line.includes(" /home/you "))`,
    }),
  );
  const mounts = findings(ended.stdout).mounts as string[];
  expect(mounts.length).toBeGreaterThan(0);
  for (const mount of mounts) expect(mount).toContain("nosuid");
});

attack("the raw probe itself works where it may: a control", async ({ page }) => {
  const ended = await page.toEnd({
    "kernel.ts": kernelProbe,
    "main.ts": `import { sys } from "./kernel.ts"; console.log(sys(39) === process.pid);`,
  });
  expect(ended.stdout).toBe("true\n");
});
