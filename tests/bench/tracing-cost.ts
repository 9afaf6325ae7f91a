import { LabPage } from "../lab-page.ts";
import { atMost, type BenchRow, told } from "./bench-row.ts";
import { median } from "./statistics.ts";

/**
 * What it costs a program in a lab that its calls are shown, in processor time of the program: for the ways in which
 * people write loops that send one byte and receive it.
 */
type Way = {
  name: string;
  /** What stands before the loop. */
  before: string;
  /** One turn of the loop. */
  turn: string;
  /** Its calls. */
  calls: number;
};

const pair = `import { create_connection, create_server } from "sockets";
const listener = create_server(["127.0.0.1", 0]);
const client = create_connection(listener.getsockname());
const [server] = listener.accept();
const byte = Buffer.from("x");
`;

const ways: Way[] = [
  { name: "names", before: pair, turn: "client.send(byte); server.recv(1024);", calls: 2 },
  {
    name: "a class's private field",
    before: `${pair}class Wire {
  #s;
  constructor(s) { this.#s = s; }
  send(data) {
    this.#s.send(data);
  }
  recv() {
    return this.#s.recv(1024);
  }
}
const [a, b] = [new Wire(client), new Wire(server)];`,
    turn: "a.send(byte); b.recv();",
    calls: 2,
  },
  {
    name: "a class's field, and text encoded",
    before: `${pair}import { decode, encode } from "sockets";
class Wire {
  s;
  constructor(s) { this.s = s; }
  say(text) {
    this.s.sendall(encode(text));
  }
  hear() {
    return decode(this.s.recv(1024));
  }
}
const [a, b] = [new Wire(client), new Wire(server)];`,
    turn: 'a.say("x"); b.hear();',
    calls: 2,
  },
  {
    name: "a list and a Map",
    before: `${pair}const list = [client];
const fd = server.fileno();
const map = new Map([[fd, server]]);`,
    turn: "list[0].send(byte);\n map.get(fd).recv(1024);",
    calls: 2,
  },
  {
    name: "a select loop",
    before: `${pair}import { select } from "sockets/select";`,
    turn: `client.send(byte);
    const [ready] = select([server], [], [], 1);
    for (const s of ready) {
      s.recv(1024);
    }`,
    calls: 3,
  },
  {
    name: "a selector",
    before: `${pair}import { DefaultSelector, EVENT_READ } from "sockets/selectors";
const selector = new DefaultSelector();
selector.register(server, EVENT_READ);`,
    turn: `client.send(byte);
    for (const [{ fileobj }] of selector.select(1)) {
      fileobj.recv(1024);
    }`,
    calls: 3,
  },
  {
    name: "Node's write",
    before: `import net from "node:net";
import { once } from "node:events";
let heard = () => {};
const listener = net.createServer((s) => {
  s.on("data", () => heard());
}).listen(0, "127.0.0.1");
await once(listener, "listening");
const client = net.connect(listener.address().port, "127.0.0.1");
await once(client, "connect");
const byte = Buffer.from("x");
const send = (done) => {
  heard = done;
  client.write(byte);
};`,
    turn: "await new Promise(send);",
    calls: 2,
  },
];

const loops = 250;
/** The last parts are read: before them the compiler works beside the program, and on a busy machine for long. */
const read = 1 / 4;

/** A program that tells the processor time of a turn in the last parts while its calls are shown, and past the last shown. */
const program = ({ before, turn, calls }: Way, shown: number) => {
  const parts = Math.floor(shown / (loops * calls)) - 1;
  return `${before}
async function part() {
  const before = process.cpuUsage();
  for (let n = 0; n < ${loops}; n++) {
    ${turn}
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / ${loops};
}
const figures = async (count) => {
  const all = [];
  while (all.length < count) all.push(await part());
  return all.slice(${-Math.ceil(parts * read)});
};
const on = await figures(${parts});
await figures(${parts});
console.log(JSON.stringify([on, await figures(${parts})]));
process.exit();
`;
};

export async function tracingCost(labSocket: string, rounds: number, shown = 20_000): Promise<BenchRow[]> {
  const page = await LabPage.open(labSocket, null, "192.0.2.251");
  const rows: BenchRow[] = [];
  for (const way of ways) {
    const figures: { on: number; off: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const { stdout, stderr, notices } = await page.toEnd({ "main.js": program(way, shown) }, "main.js");
      if (stderr !== "" || notices.join() !== "limit-calls") {
        throw new Error(`the tracing bench's program went wrong: ${stderr} ${notices}`);
      }
      const [on, off] = JSON.parse(stdout) as [number[], number[]];
      figures.push({ on: median(on), off: median(off) });
    }
    const ratio = median(figures.map(({ on, off }) => on / off));
    rows.push(
      told(`in a lab, by ${way.name}: a turn, calls not shown`, median(figures.map(({ off }) => off)), "us"),
      told(`in a lab, by ${way.name}: the same, shown`, median(figures.map(({ on }) => on)), "us"),
      atMost(`in a lab, by ${way.name}: shown against not shown`, ratio, "x", 2),
    );
  }
  await page.close();
  return rows;
}
