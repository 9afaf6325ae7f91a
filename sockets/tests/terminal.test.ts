import { expect, test } from "vitest";
import { workshop } from "./program.ts";

const shop = workshop();

test("input takes one line at a time and ends with EOFError [12.4]", async () => {
  const result = await shop.run(
    {
      "lines.mjs": `
        import { input, print, EOFError } from "sockets";
        import fs from "node:fs";
        print("<" + input("name? ") + ">");
        print("<" + input() + ">");
        print("the rest:", JSON.stringify(fs.readFileSync(0, "utf8").slice(0, 5)));`,
    },
    "\u4f60\u597d\r\nsecond\nthird\n",
  );
  expect(result).toEqual({
    code: 0,
    signal: null,
    out: 'name? <\u4f60\u597d>\n<second>\nthe rest: "third"\n',
    err: "",
  });
  const ended = await shop.run(
    {
      "ended.mjs": `
        import { input, print, EOFError } from "sockets";
        print(input());
        try { input(); } catch (error) { print(error instanceof EOFError, error.message); }`,
    },
    "no line end",
  );
  expect(ended.out).toBe("no line end\ntrue input(): the input has ended, there is no line to read\n");
});

test("print writes at once, whatever it is given [12.4]", async () => {
  const result = await shop.run({
    "print.mjs": `
      import { print } from "sockets";
      print("text", 1, null, { a: [1] }, Buffer.from("hi"));
      print();
      print("x".repeat(300000));
      process.kill(process.pid, "SIGKILL");`,
  });
  expect(result.out).toBe(`text 1 null { a: [ 1 ] } <Buffer 68 69>\n\n${"x".repeat(300_000)}\n`);
  expect(result.signal).toBe("SIGKILL");
});

test("a signal does not end a call that waits [1.2]", async () => {
  shop.write({
    "signal.mjs": `
      import { socketpair, print, create_server, select } from "sockets";
      import { epoll, poll } from "sockets/select";
      process.on("SIGUSR2", () => {});
      const server = create_server(["127.0.0.1", 0]);
      print("port " + server.getsockname()[1]);
      const [conn] = server.accept();
      print("accepted");
      const waits = {
        recv: () => conn.recv(1),
        timed: () => { conn.settimeout(60); return conn.recv(1); },
        select: () => { select([conn], [], [], 60); return conn.recv(1); },
        poll: () => { const p = poll(); p.register(conn, 1); p.poll(60000); return conn.recv(1); },
        epoll: () => { const e = epoll(); e.register(conn, 1); e.poll(60); return conn.recv(1); },
      };
      for (const [name, wait] of Object.entries(waits)) { print("waits in " + name); print(name + " got " + wait()); }`,
  });
  const running = shop.start("signal.mjs");
  const [, port] = await running.said(/port (\d+)/);
  const signal = async () => {
    for (let i = 0; i < 5; i++) {
      running.child.kill("SIGUSR2");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await signal();
  const { connect } = await import("node:net");
  const client = connect(Number(port), "127.0.0.1");
  await running.said(/accepted/);
  for (const name of ["recv", "timed", "select", "poll", "epoll"]) {
    await running.said(new RegExp(`waits in ${name}\n`));
    await signal();
    expect(running.out).not.toContain(`${name} got`);
    client.write("x");
    await running.said(new RegExp(`${name} got x`));
  }
  client.destroy();
  expect(await running.ended).toMatchObject({ code: 0, err: "" });
});
