import { expect } from "vitest";
import { limits } from "../../protocol/limits.ts";
import { LabPage } from "../lab-page.ts";
import { findings, kernelProbe, probing } from "./kernel-probe.ts";
import { attack, type Scene, setScene } from "./neighbourhood.ts";

/** Reaching what lies beyond the two hosts of one's own lab. */
setScene();

/** Tries to connect by TCP, and prints the error's name or `connected`. */
const dialling = (targets: readonly { host?: string; port?: number; path?: string }[]) => ({
  "main.ts": `
    import net from "node:net";
    const targets = ${JSON.stringify(targets)};
    for (const target of targets) {
      const result = await new Promise((resolve) => {
        const socket = net.connect(target as net.NetConnectOpts, () => { socket.destroy(); resolve("connected"); });
        socket.setTimeout(3000, () => { socket.destroy(); resolve("ETIMEDOUT"); });
        socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
      });
      console.log(JSON.stringify(result));
    }`,
});

async function dial(
  { page }: Scene,
  ...targets: { host?: string; port?: number; path?: string }[]
): Promise<string[]> {
  const ended = await page.toEnd(dialling(targets));
  expect(ended.stderr).toBe("");
  return ended.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as string);
}

attack("the host's loopback is not the lab's", async (scene) => {
  expect(await dial(scene, { host: "127.0.0.1", port: scene.host.tcpPort })).toEqual(["ECONNREFUSED"]);
});

attack("the host's loopback is not reached over IPv6 either", async (scene) => {
  const [plain, mapped] = await dial(
    scene,
    { host: "::1", port: scene.host.tcpPort },
    { host: "::ffff:127.0.0.1", port: scene.host.tcpPort },
  );
  expect(["ECONNREFUSED", "EADDRNOTAVAIL"]).toContain(plain);
  expect(["ECONNREFUSED", "ENETUNREACH"]).toContain(mapped);
});

attack("the host's own addresses cannot be reached", async (scene) => {
  const { networkInterfaces } = await import("node:os");
  const addresses = Object.values(networkInterfaces()).flatMap((each) =>
    (each ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal)
      .map(({ address }) => address),
  );
  const outside = addresses.filter((address) => !address.startsWith("10.0.0."));
  const results = await dial(
    scene,
    ...[...outside, "172.17.0.1"].map((host) => ({ host, port: scene.host.tcpPort })),
  );
  for (const result of results) expect(result).toBe("ENETUNREACH");
});

attack("the internet, private networks and cloud metadata are unreachable at once", async (scene) => {
  const results = await dial(
    scene,
    ...["8.8.8.8", "169.254.169.254", "192.168.0.1", "172.16.0.1", "100.100.100.200", "10.0.1.1"].map(
      (host) => ({ host, port: 80 }),
    ),
  );
  expect(new Set(results)).toEqual(new Set(["ENETUNREACH"]));
});

attack("IPv6 leads nowhere", async (scene) => {
  const results = await dial(
    scene,
    { host: "2001:4860:4860::8888", port: 53 },
    { host: "fd00:ec2::254", port: 80 },
  );
  for (const result of results) expect(["ENETUNREACH", "EADDRNOTAVAIL"]).toContain(result);
});

attack("no name is resolved outside the lab", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `
      import dns from "node:dns/promises";
      const results = await Promise.all([
        dns.lookup("example.com").then(() => "found", (error) => error.code),
        new dns.Resolver({ timeout: 500, tries: 1 }).resolve4("secret.exfiltration.example").then(() => "found", (error) => error.code),
      ]);
      console.log(JSON.stringify(results));`,
  });
  for (const result of JSON.parse(ended.stdout))
    expect(["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEOUT", "ENODATA", "ESERVFAIL"]).toContain(result);
});

attack("datagrams to the host's loopback are not delivered", async ({ page, host }) => {
  const ended = await page.toEnd({
    "main.ts": `
      import dgram from "node:dgram";
      const socket = dgram.createSocket("udp4");
      for (let i = 0; i < 20; i++) socket.send("hello", ${host.udpPort}, "127.0.0.1");
      setTimeout(() => { socket.close(); console.log("sent"); }, 300);`,
  });
  expect(ended.stdout).toBe("sent\n");
});

attack("the host's abstract Unix socket is another namespace's", async (scene) => {
  expect(await dial(scene, { path: scene.host.abstractName })).toEqual(["ECONNREFUSED"]);
});

attack("the host's Unix socket by its path is not there", async (scene) => {
  const [result] = await dial(scene, { path: scene.host.unixPath });
  expect(["ENOENT", "EACCES"]).toContain(result);
});

attack("the sandbox server's own door cannot be knocked at from inside", async (scene) => {
  const [result] = await dial(scene, { path: scene.server.socket });
  expect(["ENOENT", "EACCES"]).toContain(result);
});

attack("families that reach outside a lab are closed", async (scene) => {
  const ended = await scene.page.toEnd(
    probing({
      vsock: "sys(41, 40, 1, 0)",
      alg: "sys(41, 38, 5, 0)",
      packet: "sys(41, 17, 3, 0)",
      bluetooth: "sys(41, 31, 1, 0)",
      xdp: "sys(41, 44, 3, 0)",
      tipc: "sys(41, 30, 1, 0)",
      rds: "sys(41, 21, 5, 0)",
      can: "sys(41, 29, 3, 1)",
      key: "sys(41, 15, 3, 2)",
      smc: "sys(41, 43, 1, 0)",
      raw: "sys(41, 2, 3, 1)",
      raw6: "sys(41, 10, 3, 58)",
    }),
  );
  const found = findings(ended.stdout);
  expect(Object.keys(found)).toHaveLength(12);
  for (const [name, result] of Object.entries(found))
    expect(
      ["EAFNOSUPPORT", "EPERM", "EACCES", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT", "ENOSYS"],
      `${name} gave ${result}`,
    ).toContain(result);
});

attack("the lab's addresses and routes cannot be changed over netlink", async (scene) => {
  const ended = await scene.page.toEnd({
    "kernel.ts": kernelProbe,
    "main.ts": `
      import { sys, sysBytes } from "./kernel.ts";
      const fd = sys(41, 16, 3, 0);
      if (typeof fd === "string") { console.log(fd); process.exit(0); }
      // RTM_NEWADDR: give eth0 the lab host's address.
      const message = Buffer.alloc(32);
      message.writeUInt32LE(32, 0); message.writeUInt16LE(20, 4); message.writeUInt16LE(0x605, 6); message.writeUInt32LE(1, 8);
      message[16] = 2; message[17] = 24; message.writeUInt32LE(2, 20);
      message.writeUInt16LE(8, 24); message.writeUInt16LE(2, 26); Buffer.from([10, 0, 0, 1]).copy(message, 28);
      const sent = sysBytes(44, fd, message, 32, 0, 0, 0);
      const answer = Buffer.alloc(256);
      const received = typeof sent === "number" ? sysBytes(45, fd, answer, 256, 0x40, 0, 0) : sent;
      console.log(typeof received === "number" ? "errno " + -answer.readInt32LE(16) : received);`,
  });
  // The answer itself carries EPERM: the socket is there (getifaddrs needs it), the right is not.
  expect(ended.stdout).toBe("errno 1\n");
});

attack("of netlink's many protocols only the one that tells addresses is there", async (scene) => {
  const others = [2, 4, 6, 9, 10, 11, 12, 15, 16, 18, 19, 20, 21];
  const ended = await scene.page.toEnd(
    probing(Object.fromEntries(others.map((protocol) => [`p${protocol}`, `sys(41, 16, 3, ${protocol})`]))),
  );
  const found = findings(ended.stdout);
  expect(Object.keys(found)).toHaveLength(others.length);
  for (const [name, result] of Object.entries(found)) expect(result, name).toBe("EPERM");
});

attack("the cards cannot be turned off", async (scene) => {
  const ended = await scene.page.toEnd({
    "kernel.ts": kernelProbe,
    "main.ts": `
      import { sys, native } from "./kernel.ts";
      const ioctl = native.libc.func("int ioctl(int, unsigned long, void*)");
      const fd = sys(41, 2, 2, 0) as number;
      const SIOCSIFFLAGS = 0x8914;
      const request = Buffer.alloc(40);
      request.write("eth0");
      console.log(ioctl(fd, SIOCSIFFLAGS, request), native.koffi.errno());`,
  });
  expect(ended.stdout).toBe("-1 1\n");
});

attack("a neighbour's listener at the same address is another lab's", async (scene) => {
  const victim = await LabPage.open(scene.server.socket, null, "192.0.2.8");
  const run = victim.run({
    "main.ts": `import net from "node:net"; net.createServer((s) => s.end("neighbour")).listen(4444, "10.0.0.2", () => console.log("listening"));`,
  });
  await victim.printed(run, "listening");
  expect(await dial(scene, { host: "10.0.0.2", port: 4444 })).toEqual(["ECONNREFUSED"]);
  await victim.close();
});

attack(
  "a neighbour's Unix sockets, abstract or in /tmp, are another lab's; one's own lab shares them",
  async (scene) => {
    const listening = {
      "main.ts": `
      import net from "node:net";
      // Who calls hangs up at once: what is said to them may come back as EPIPE.
      const meet = (s: net.Socket) => s.on("error", () => {}).end("met");
      for (const path of ["\\0meeting", "/tmp/meeting.sock"])
        await new Promise<void>((done) => net.createServer(meet).listen(path, done));
      console.log("listening");`,
    };
    const victim = await LabPage.open(scene.server.socket, null, "192.0.2.8");
    await victim.printed(victim.run(listening), "listening");
    const places = [{ path: "\0meeting" }, { path: "/tmp/meeting.sock" }];
    expect(await dial(scene, ...places)).toEqual(["ECONNREFUSED", "ENOENT"]);
    // The control: from a second program of the victim's own lab both are there.
    expect(await dial({ ...scene, page: victim }, ...places)).toEqual(["connected", "connected"]);
    await victim.close();
  },
);

attack(
  "taking a reference peer's port on one's own host, for every address, steals nobody from it",
  async (scene) => {
    const page = await LabPage.connect(scene.server.socket, { address: "192.0.2.67" });
    page.say({ type: "open", lesson: null, language: "en", peers: ["echo"] });
    await page.message("ready");
    const thief = page.run({
      "main.ts": `
      import net from "node:net";
      net.createServer((s) => s.end("stolen")).listen(7, "0.0.0.0", () => console.log("listening"));`,
    });
    await page.printed(thief, "listening");
    const asked = await page.toEnd({
      "main.ts": `import net from "node:net"; const s = net.connect(7, "10.0.0.1", () => s.write("mine")); s.on("data", (d) => { console.log(String(d)); s.destroy(); });`,
    });
    expect(asked.stdout).toBe("mine\n");
    await page.close();
  },
);

attack("the reference host's address cannot be taken", async (scene) => {
  const ended = await scene.page.toEnd({
    "main.ts": `
      import net from "node:net";
      net.createServer().on("error", (error: NodeJS.ErrnoException) => console.log(error.code)).listen(7, "10.0.0.1", () => console.log("taken"));`,
  });
  expect(ended.stdout).toBe("EADDRNOTAVAIL\n");
});

attack(
  "a flood of connections to a reference peer leaves the peer and the neighbour standing",
  async (scene) => {
    const page = await LabPage.connect(scene.server.socket, { address: "192.0.2.67" });
    page.say({ type: "open", lesson: null, language: "en", peers: ["echo"] });
    await page.message("ready");
    const flood = page.run({
      "main.ts": `
      import net from "node:net";
      let made = 0, failed = 0;
      for (let round = 0; round < 20; round++) {
        await Promise.all(Array.from({ length: 100 }, () => new Promise<void>((done) => {
          const socket = net.connect(7, "10.0.0.1", () => { made++; socket.resetAndDestroy(); });
          socket.on("error", () => { failed++; });
          socket.on("close", () => done());
        })));
      }
      console.log("flooded", made + failed);`,
    });
    await page.printed(flood, "flooded 2000", 90_000);
    const after = await page.toEnd({
      "main.ts": `import net from "node:net"; const s = net.connect(7, "10.0.0.1", () => s.write("still there")); s.on("data", (d) => { console.log(String(d)); s.destroy(); });`,
    });
    expect(after.stdout).toBe("still there\n");
    await page.close();
  },
);

attack("a flood of datagrams is bounded at the wire", async (scene) => {
  const ended = await scene.page.toEnd({
    "main.ts": `
      import dgram from "node:dgram";
      const socket = dgram.createSocket("udp4");
      const packet = Buffer.alloc(1200);
      let sent = 0;
      const until = Date.now() + 3000;
      while (Date.now() < until) {
        await Promise.all(Array.from({ length: 200 }, () => new Promise((done) => socket.send(packet, 9, "10.0.0.1", done))));
        sent += 200;
      }
      socket.close();
      console.log("sent", sent > 1000);`,
  });
  expect(ended.stdout).toBe("sent true\n");
  const seconds = new Map<number, number>();
  for (const { at } of scene.page.eventsOf("frame")) {
    const second = Math.floor(at / 1e6);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  expect(seconds.size).toBeGreaterThan(0);
  // A second of ours may hold the ends of two of the wire's.
  for (const shown of seconds.values())
    expect(shown).toBeLessThanOrEqual(2 * limits.lab.framesShownPerSecond);
});

attack("a flood of ARP requests, one for each address of the network, is only noise", async (scene) => {
  const ended = await scene.page.toEnd({
    "main.ts": `
      import dgram from "node:dgram";
      const socket = dgram.createSocket("udp4");
      socket.on("error", () => {});
      for (let round = 0; round < 20; round++)
        for (let host = 3; host < 255; host++) socket.send("x", 9, "10.0.0." + host, () => {});
      setTimeout(() => { socket.close(); console.log("asked"); }, 1500);`,
  });
  expect(ended.stdout).toBe("asked\n");
  // Ethernet type 0x0806: the questions were seen on the lab's own wire, and nobody answered for what is not there.
  const asked = scene.page
    .eventsOf("frame")
    .map(({ data }) => Buffer.from(data, "base64"))
    .filter((frame) => frame.readUInt16BE(12) === 0x0806 && frame.readUInt8(41) >= 3);
  expect(asked.length).toBeGreaterThan(0);
  for (const frame of asked) expect(frame.readUInt16BE(20), "a question").toBe(1);
});

attack("datagrams of the largest size are carried in fragments or refused, nothing more", async (scene) => {
  const ended = await scene.page.toEnd({
    "main.ts": `
      import dgram from "node:dgram";
      const socket = dgram.createSocket("udp4");
      const results: string[] = [];
      for (const size of [65507, 65508, 100000]) results.push(await new Promise((done) => socket.send(Buffer.alloc(size), 9, "10.0.0.1", (error) => done(error ? (error as NodeJS.ErrnoException).code ?? "error" : "sent"))));
      socket.close();
      console.log(results.join(" "));`,
  });
  expect(ended.stdout).toBe("sent EMSGSIZE EMSGSIZE\n");
});

attack("broadcast and multicast storms stay in the lab", async (scene) => {
  const ended = await scene.page.toEnd({
    "main.ts": `
      import dgram from "node:dgram";
      const socket = dgram.createSocket("udp4");
      socket.on("error", () => {});
      socket.bind(0, () => {
        socket.setBroadcast(true);
        for (let i = 0; i < 3000; i++) { socket.send("x", 9, "10.0.0.255", () => {}); socket.send("x", 9, "224.0.0.251", () => {}); socket.send("x", 9, "255.255.255.255", () => {}); }
        setTimeout(() => { socket.close(); console.log("stormed"); }, 1000);
      });`,
  });
  expect(ended.stdout).toBe("stormed\n");
});
