import { runInThisContext } from "node:vm";
import { afterEach, expect, test } from "vitest";
import { AF_INET, SOCK_DGRAM, Socket, select, socketpair } from "../src/index.ts";
import { siteOfModule } from "../src/said-site.ts";
import { epoll, poll } from "../src/select.ts";
import { EpollSelector, PollSelector, SelectSelector } from "../src/selectors.ts";
import { setTracer } from "../src/tracer.ts";

/** Call sites that say which they are, and those that others speak for. */

afterEach(() => setTracer(null));

/** Runs `code` as a file of the user's and tells where its calls were made: `send 3:5`. */
function placesOf(code: string, things: Record<string, unknown> = {}): string[] {
  const places: string[] = [];
  setTracer({
    enter({ name, source }) {
      places.push(
        `${name} ${source?.file === "/user.js" ? `${source.line}:${source.column}` : source?.file}`,
      );
      return 0;
    },
    leave() {},
  });
  const all = { site: siteOfModule(), byte: Buffer.from("x"), Socket, ...things };
  const run = runInThisContext(`(({ ${Object.keys(all).join(", ")} }) => {${code}\n})`, {
    filename: "/user.js",
  });
  try {
    run(all);
  } finally {
    setTracer(null);
  }
  return places;
}

const pair = () => {
  const [a, b] = socketpair();
  return { a, b };
};

test("each site has its own place, also after a hundred turns and in code that V8 has optimized [15.5]", () => {
  const places = placesOf(
    `
for (let n = 0; n < 3000; n++) {
  a.send(byte, ...site(0, "send", a));
  b.recv(1, ...site(1, "recv", b));
  a.sendall(byte, 0, ...site(2, "sendall", a));
    b.recv_into(room, ...site(3, "recv_into", b));
}`,
    { ...pair(), room: Buffer.alloc(1) },
  );
  const turn = ["send 3:5", "recv 4:5", "sendall 5:5", "recv_into 6:7"];
  expect(places).toEqual(Array(3000).fill(turn).flat());
});

test("the sites of two modules have numbers of their own [15.5]", () => {
  const places = placesOf(
    `
a.send(byte, ...site(0, "send", a));
a.send(byte, ...other(0, "send", a));
a.send(byte, ...site(0, "send", a));`,
    { ...pair(), other: siteOfModule() },
  );
  expect(places).toEqual(["send 2:3", "send 3:3", "send 2:3"]);
});

test("datagrams [15.5]", () => {
  const places = placesOf(
    `
const to = new Socket(${AF_INET}, ${SOCK_DGRAM});
to.bind(["127.0.0.1", 0]);
for (const turn of [1, 2]) {
  to.sendto(byte, to.getsockname(), ...site(0, "sendto", to));
  to.recvfrom(9, ...site(1, "recvfrom", to));
}
to.close();`,
  ).filter((place) => /sendto|recvfrom/.test(place));
  expect(places).toEqual(["sendto 5:6", "recvfrom 6:6", "sendto 5:6", "recvfrom 6:6"]);
});

test("a word that another receiver, method or class was meant by is nobody's [15.5]", () => {
  const code = `
class Loud extends Socket {
  send(data) {
    return data.length > 1
      ? super.send(data)
      : super.send(data);
  }
}
const loud = new Loud(a.family, a.type, 0, a.detach());
const short = byte, long = Buffer.from("xx");
for (const data of [short, long, short, long]) loud.send(data, ...site(0, "send", loud));
const mine = { sock: loud, send(data) {
  return this.sock.sendall(data);
}, recv() {
  return b.recv(1) && b.recv(2);
} };
for (const turn of [1, 2]) {
  mine.send(byte, ...site(1, "send", mine));
  mine.recv(...site(2, "recv", mine));
  mine.sock.sendall(byte);
}
let other = b;
b.recv((other = loud, 1), ...site(3, "recv", other));
loud.sendall(byte);
`;
  expect(placesOf(code, pair()).filter((place) => !place.startsWith("detach"))).toEqual([
    ...["send 6:15", "send 5:15", "send 6:15", "send 5:15"],
    ...["sendall 13:20", "recv 15:12", "recv 15:25", "sendall 20:13"],
    ...["sendall 13:20", "recv 15:12", "recv 15:25", "sendall 20:13"],
    "recv 23:3",
    "sendall 24:6",
  ]);
});

test("a method that was replaced on a socket or on all of them speaks for itself [15.5]", () => {
  const code = `
a.send = function (data) {
  if (data.length > 1) return Socket.prototype.send.call(this, data);
  return Socket.prototype.send.call(this, data);
};
for (const data of [byte, Buffer.from("xx"), byte]) a.send(data, ...site(0, "send", a));
`;
  expect(placesOf(code, pair())).toEqual(["send 4:32", "send 3:53", "send 4:32"]);
  const { send } = Socket.prototype;
  try {
    expect(
      placesOf(
        `
const { send } = Socket.prototype;
Socket.prototype.send = function (data) {
  if (data.length > 1) return send.call(this, data);
  return send.call(this, data);
};
for (const data of [byte, Buffer.from("xx"), byte]) a.send(data, ...site(0, "send", a));
`,
        pair(),
      ),
    ).toEqual(["send 5:15", "send 4:36", "send 5:15"]);
  } finally {
    Socket.prototype.send = send;
  }
});

test("what was said while nobody listened, or before a call that failed, is forgotten [15.5]", () => {
  const { a, b } = pair();
  const site = siteOfModule();
  a.send(Buffer.from("x"), ...site(0, "send", a));
  site(0, "send", a);
  const code = `
try { a.send("text", ...said(0, "send", a)); } catch {}
a.send(byte);
try { b.recv(-1, ...said(1, "recv", b)); } catch {}
b.recv(9);`;
  expect(placesOf(code, { a, b, said: site })).toEqual(["send 3:3", "recv 5:3"]);
});

test("receivers that are come by in steps, functions, and what waits for many, each asked about once [15.5]", () => {
  const asked: unknown[] = [];
  const { prepareStackTrace } = Error;
  // Who asks V8 puts its own function here first.
  Object.defineProperty(Error, "prepareStackTrace", {
    configurable: true,
    get: () => asked.at(-1),
    set: (asks) => asked.push(asks),
  });
  const { a, b } = pair();
  const [poller, epoller] = [poll(), epoll()];
  const selectors = [new EpollSelector(), new PollSelector(), new SelectSelector()];
  for (const each of [poller, epoller, ...selectors]) each.register(b, 1);
  try {
    const places = placesOf(
      `
for (let n = 0; n < 50; n++) {
  o.s.send(byte, ...site.at(0, "send", ".", o, "s"));
  list[0].send(byte, ...site.at(1, "send", ".", list, 0));
  o.map.get(a).send(byte, ...site.at(2, "send", ".~", o, "map", a));
  select([b], [], [], 0, ...site.of(3, select));
  poller.poll(0, ...site(4, "poll", poller));
  epoller.poll(0, ...site(5, "poll", epoller));
  selectors[0].select(0, ...site.at(6, "select", ".", selectors, 0));
  selectors[1].select(0, ...site.at(7, "select", ".", selectors, 1));
  selectors[2].select(0, ...site.at(8, "select", ".", selectors, 2));
  b.recvfrom_into(room, 0, 0, ...site(9, "recvfrom_into", b));
}`,
      {
        ...{ a, b, select, poller, epoller, selectors, list: [a], room: Buffer.alloc(9) },
        o: { s: a, map: new Map([[a, a]]) },
      },
    );
    const turn = [
      ...["send 3:7", "send 4:11", "send 5:16", "select 6:3", "poll 7:10", "epoll_wait 8:11"],
      ...["epoll_wait 9:16", "poll 10:16", "select 11:16", "recvfrom_into 12:5"],
    ];
    expect(places).toEqual(Array(50).fill(turn).flat());
    const asks = asked.filter((each) => typeof each === "function" && each !== prepareStackTrace);
    // A call that the package makes for another looks at its own frames first, then at all.
    expect(asks).toHaveLength(turn.length + selectors.length);
  } finally {
    Object.defineProperty(Error, "prepareStackTrace", {
      configurable: true,
      writable: true,
      value: prepareStackTrace,
    });
  }
});

test("saying a site runs nobody's code [15.5]", () => {
  const { a, b } = pair();
  const ran: string[] = [];
  const trap = (what: string) => () => {
    ran.push(what);
    return undefined;
  };
  const handler = new Proxy({}, { get: (_, name) => trap(String(name)) });
  const site = siteOfModule();
  setTracer({ enter: () => 0, leave() {} });
  class Loud extends Socket {}
  Object.defineProperty(Loud.prototype, "send", { get: trap("send") });
  class Store extends Map<unknown, unknown> {
    override get = trap("get");
  }
  const loud = new Loud(undefined, a.type, 0, a.detach());
  const key = { toString: trap("toString") };
  for (const receiver of [loud, new Proxy(b, handler), Object.create(new Proxy(b, handler)), null, 1, "x"])
    site(0, "send", receiver);
  const getter = {
    get s() {
      return ran.push("s");
    },
  };
  for (const from of [getter, Object.create(getter), new Proxy({ s: b }, handler), null, 1])
    for (const sign of [".", "~"]) site.at(0, "send", sign, from, "s");
  for (const from of [{ undefined: b }, [b], new Store(), new Proxy(new Map(), handler)])
    for (const sign of [".", "~", ".~", "~."]) site.at(0, "send", sign, from, key, key);
  site.of(0, new Proxy(select, handler));
  expect(ran).toEqual([]);
  loud.close();
  b.close();
});

test("no argument is passed by it [15.5]", () => {
  const seen: unknown[][] = [];
  const own = { send: (...given: unknown[]) => seen.push(given) };
  placesOf(`own.send(...site(0, "send", own)); own.send(1, ...site(1, "send", own));`, { own });
  expect(seen).toEqual([[], [1]]);
});
