import { expect, test } from "vitest";
import { workshop } from "./program.ts";

const shop = workshop();

test("a thread serves while the main thread blocks [13.1, 13.2]", async () => {
  const result = await shop.run({
    "serve.mjs": `
      import { create_server, create_connection, print, decode, encode } from "sockets";
      import { start_thread } from "sockets/threading";
      const listener = create_server(["127.0.0.1", 0]);
      const client = create_connection(listener.getsockname());
      const [conn, address] = listener.accept();
      const thread = start_thread("./serve-handler.mjs", conn, address, { greeting: encode("hi"), list: [1, [2]] });
      client.settimeout(20);
      client.sendall(encode("ping"));
      print(decode(client.recv(100)));
      print(thread.is_alive());
      client.close();
      thread.join();
      print(thread.is_alive(), conn.fileno(), conn.gettimeout());
      try { conn.recv(1); } catch (error) { print(error.code); }`,
    "serve-handler.mjs": `
      import { print, Socket } from "sockets";
      export default function handle(conn, address, extra) {
        print(conn instanceof Socket, address[0], Buffer.isBuffer(extra.greeting), String(extra.greeting), extra.list);
        conn.settimeout(7);
        console.log("the console works too");
        for (let data = conn.recv(100); data.length > 0; data = conn.recv(100)) conn.sendall(Buffer.from(String(data).toUpperCase()));
        conn.close();
      }`,
  });
  expect(result.err).toBe("");
  expect(result.out.split("\n")).toEqual([
    "true 127.0.0.1 true hi [ 1, [ 2 ] ]",
    "the console works too",
    "PING",
    "true",
    "false -1 7",
    "EBADF",
    "",
  ]);
  expect(result.code).toBe(0);
});

test("an uncaught error reaches standard error with file and line, and ends the thread only [13.3]", async () => {
  const result = await shop.run({
    "errors.mjs": `
      import { print } from "sockets";
      import { start_thread } from "sockets/threading";
      for (const file of ["./throws.mjs", "./syntax.mjs", "./missing.mjs", "./no-default.mjs", "./later.mjs"]) start_thread(file).join();
      print("alive");`,
    "throws.mjs": `
      export default function work() {
        throw new RangeError("too much");
      }`,
    "syntax.mjs": `
      export default function work() {
        let x = ;
      }`,
    "no-default.mjs": "export const x = 1;",
    "later.mjs": `export default async () => { setTimeout(() => { throw new Error("late"); }, 10); await new Promise((r) => setTimeout(r, 100)); };`,
  });
  expect(result.out).toBe("alive\n");
  expect(result.err).toMatch(
    /Exception in thread "\.\/throws\.mjs":\nRangeError: too much\n {4}at work \(.*throws\.mjs:3:15\)/,
  );
  expect(result.err).toMatch(/syntax\.mjs:3\n/);
  expect(result.err).toContain("SyntaxError: Unexpected token ';'");
  expect(result.err).toMatch(/Cannot find module '.*missing\.mjs'/);
  expect(result.err).toContain('"./no-default.mjs" must export the function to run');
  expect(result.err).toContain("Error: late");
  // No frame of the package or of Node, and what an error has beside its message is opened and closed.
  expect(result.err).not.toMatch(/at .*node:/);
  expect(result.err).toMatch(
    /missing\.mjs' imported from .* \{\n {2}code: 'ERR_MODULE_NOT_FOUND'(?:,\n.*)*\n\}\n/,
  );
  expect(result.code).toBe(0);
});

test("join waits, or gives up after its timeout [13.4]", async () => {
  const result = await shop.run({
    "join.mjs": `
      import { socketpair, print } from "sockets";
      import { start_thread } from "sockets/threading";
      const [a, b] = socketpair();
      const thread = start_thread("./join-wait.mjs", a);
      thread.join(0.05);
      print(thread.is_alive());
      b.close();
      thread.join(30);
      print(thread.is_alive());
      const gone = start_thread("./join-exit.mjs");
      gone.join();
      print(gone.is_alive());`,
    "join-wait.mjs": "export default (s) => { s.recv(1); };",
    "join-exit.mjs": "export default () => { process.exit(4); };",
  });
  expect(result).toEqual({ code: 0, signal: null, out: "true\nfalse\nfalse\n", err: "" });
});

test("the process ends after its threads; exit and an uncaught error end it at once [13.5]", async () => {
  const main = (end: string) => `
    import { socketpair, print } from "sockets";
    import { start_thread } from "sockets/threading";
    const [a, b] = socketpair();
    const [ready, said] = socketpair();
    start_thread("./end-wait.mjs", a, said);
    ready.recv(1);
    ${end}`;
  const thread = {
    "end-wait.mjs": `
      import { print } from "sockets";
      export default (s, said) => { said.send(Buffer.from("x")); s.recv(1); print("thread done"); };`,
  };
  expect(await shop.run({ "end.mjs": main("b.close(); print('main done');"), ...thread })).toMatchObject({
    code: 0,
    out: expect.stringContaining("thread done"),
    err: "",
  });
  expect(await shop.run({ "exit.mjs": main("process.exit(3);"), ...thread })).toEqual({
    code: 3,
    signal: null,
    out: "",
    err: "",
  });
  const died = await shop.run({ "throw.mjs": main("throw new Error('main died');"), ...thread });
  expect(died.code).toBe(1);
  expect(died.err).toMatch(/Error: main died\n {4}at .*throw\.mjs:8:11/);
});

test("two threads and the main thread close one socket: it is closed once", async () => {
  const result = await shop.run({
    "close.mjs": `
      import { socketpair, print } from "sockets";
      import { start_thread } from "sockets/threading";
      import fs from "node:fs";
      const count = () => fs.readdirSync("/proc/self/fd").length;
      const sockets = Array.from({ length: 50 }, () => socketpair());
      const one = start_thread("./closer.mjs", sockets.map(([a]) => a));
      const two = start_thread("./closer.mjs", sockets.map(([a]) => a));
      one.join(); two.join();
      for (const [a] of sockets) a.close();
      print(sockets.every(([a, b]) => a.fileno() === -1 && b.fileno() >= 0), sockets.every(([, b]) => b.recv(1).length === 0));`,
    "closer.mjs": "export default (sockets) => { for (const s of sockets) s.close(); };",
  });
  expect(result).toEqual({ code: 0, signal: null, out: "true true\n", err: "" });
});

test("what cannot be passed to a thread is a TypeError at once", async () => {
  const result = await shop.run({
    "pass.mjs": `
      import { print } from "sockets";
      import { start_thread } from "sockets/threading";
      for (const value of [() => {}, { f: Symbol("x") }]) {
        try { start_thread("./nothing.mjs", value); } catch (error) { print(error.name, error.message); }
      }
      try { start_thread(5); } catch (error) { print(error.name); }`,
  });
  expect(result.out.split("\n")).toEqual([
    "TypeError start_thread(): a function cannot be passed to a thread; put it into the thread's file",
    "TypeError start_thread(): a symbol cannot be passed to a thread; put it into the thread's file",
    "TypeError",
    "",
  ]);
});
