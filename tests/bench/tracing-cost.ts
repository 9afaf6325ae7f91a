import { LabPage } from "../lab-page.ts";
import { atMost, type BenchRow, told } from "./bench-row.ts";
import { median } from "./statistics.ts";

/**
 * A program that sends one byte and receives it, in parts of some hundred loops, and tells the processor time of a loop
 * in each: first while its calls are shown, then past `limits.program.calls`, where they are not.
 */
const program = `
import { Socket } from "sockets";
const listener = new Socket();
listener.bind(["127.0.0.1", 0]);
listener.listen(1);
const client = new Socket();
client.connect(listener.getsockname());
const [server] = listener.accept();
const byte = Buffer.from("x");
const loops = 500;
function part() {
  const before = process.cpuUsage();
  for (let n = 0; n < loops; n++) {
    client.send(byte);
    server.recv(1024);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / loops;
}
const parts = (count: number) => Array.from({ length: count }, part);
const on = parts(19);
parts(6);
const off = parts(19);
// The first parts are the compiler's, which works beside the program, and later on a busy machine.
console.log(JSON.stringify([on.slice(10), off.slice(10)]));
`;

/** What it costs a program in a lab that its calls are shown, in processor time of the program. */
export async function tracingCost(labSocket: string, rounds: number): Promise<BenchRow[]> {
  const page = await LabPage.open(labSocket, null, "192.0.2.251");
  const figures: { on: number; off: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout, stderr, notices } = await page.toEnd({ "main.ts": program });
    if (stderr !== "" || notices.join() !== "limit-calls") {
      throw new Error(`the tracing bench's program went wrong: ${stderr} ${notices}`);
    }
    const [on, off] = JSON.parse(stdout) as [number[], number[]];
    figures.push({ on: median(on), off: median(off) });
  }
  await page.close();
  const ratio = median(figures.map(({ on, off }) => on / off));
  return [
    told("in a lab: 1-byte send and recv, calls not shown", median(figures.map(({ off }) => off)), "us"),
    told("in a lab: the same, every call shown", median(figures.map(({ on }) => on)), "us"),
    atMost("in a lab: calls shown against not shown", ratio, "x", 2),
  ];
}
