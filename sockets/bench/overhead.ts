import { runInThisContext } from "node:vm";
import koffi from "koffi";
import { create_connection, create_server } from "../src/connections.ts";
import { MSG_NOSIGNAL } from "../src/constants.ts";
import { siteOfModule } from "../src/said-site.ts";
import { setTracer } from "../src/tracer.ts";

/**
 * What the package costs, in a loop that sends one byte over TCP on the loopback and receives it:
 * against the same two system calls made through koffi with nothing around them, and with a tracer against without:
 * where V8 is asked for the place of each call, and where the calls say their sites, as a learner's do.
 * Processor time of this process is measured, not the clock, and the loops take turns, so that a busy machine matters little.
 */

/** One line of a bench. */
export type Figure = { name: string; value: number; unit: string; budget: string; ok: boolean };

const ROUNDS = 25;
const LOOPS = 2_000;

/** Microseconds of processor time of one turn of `loop`. */
function cost(loop: () => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < LOOPS; i++) loop();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / LOOPS;
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** The figures of the package: own overhead, and tracing on against off. */
export function socketsOverhead(rounds = ROUNDS): Figure[] {
  const lib = koffi.load("libc.so.6");
  const send = lib.func("int64_t send(int, const void *, size_t, int)");
  const recv = lib.func("int64_t recv(int, void *, size_t, int)");
  using listener = create_server(["127.0.0.1", 0]);
  using client = create_connection(listener.getsockname());
  const [server] = listener.accept();
  const byte = Buffer.from("x");
  const area = Buffer.alloc(1024);
  const [from, to] = [client.fileno(), server.fileno()];

  const raw = () => {
    send(from, byte, 1, MSG_NOSIGNAL);
    recv(to, area, area.length, 0);
  };
  // A file of its own, as a user's program is: a tracer is told of lines outside the package, and a bundled bench has none.
  const loop = (code: string): (() => void) =>
    runInThisContext(`(client, server, byte, site) => () => { ${code} }`, { filename: "/loop.js" })(
      client,
      server,
      byte,
      siteOfModule(),
    );
  const own = loop("client.send(byte); server.recv(1024);");
  const saying = loop(
    'client.send(byte, ...site(0, "send", client)); server.recv(1024, ...site(1, "recv", server));',
  );
  let told = 0;
  const traced = (loop: () => void) => {
    setTracer({ enter: () => ++told, leave: () => {} });
    try {
      return cost(loop);
    } finally {
      setTracer(null);
    }
  };

  const costs = {
    raw: [] as number[],
    own: [] as number[],
    asking: [] as number[],
    saying: [] as number[],
    traced: [] as number[],
  };
  for (let round = -3; round < rounds; round++) {
    const figures = {
      raw: cost(raw),
      own: cost(own),
      asking: traced(own),
      saying: cost(saying),
      traced: traced(saying),
    };
    // The first rounds are the compiler's.
    if (round < 0) continue;
    for (const key of ["raw", "own", "asking", "saying", "traced"] as const) costs[key].push(figures[key]);
  }
  server.close();
  if (told !== (rounds + 3) * LOOPS * 4) throw new Error(`the tracer was told ${told} calls`);

  const [rawCost, ownCost] = [median(costs.raw), median(costs.own)];
  const tell = (name: string, value: number, unit: string): Figure => ({
    name,
    value,
    unit,
    budget: "",
    ok: true,
  });
  const most = (name: string, value: number, limit: number): Figure => ({
    name,
    value,
    unit: "x",
    budget: `at most ${limit}`,
    ok: value <= limit,
  });
  return [
    tell("sockets: 1-byte send and recv by bare koffi", rawCost, "us"),
    tell("sockets: the same by the package", ownCost, "us"),
    most("sockets: the package against bare koffi", ownCost / rawCost, 1.5),
    most("sockets: tracing on against off", median(costs.traced) / median(costs.saying), 2),
    tell("sockets: the same with V8 asked for each place", median(costs.asking) / ownCost, "x"),
  ];
}
