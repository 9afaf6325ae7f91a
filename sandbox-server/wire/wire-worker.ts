/**
 * The thread that carries the frames of all labs. It sleeps in epoll_pwait2(2) until a frame waits, a delayed one
 * falls due, or the main thread wakes it; so it never turns an event loop of its own, and takes its messages by hand.
 */
import { receiveMessageOnPort, workerData } from "node:worker_threads";
import koffi from "koffi";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import { FrameBatch } from "./frame-batch.ts";
import { FrameLog, notedEvent } from "./frame-log.ts";
import { LabWire, type PortName } from "./lab-wire.ts";
import { seededRandom } from "./seeded-random.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./worker-messages.ts";

const libc = koffi.load("libc.so.6");
const epollCtl = libc.func("int epoll_ctl(int epoll, int operation, int fd, void *event)");
const epollWait = libc.func("int epoll_pwait2(int epoll, void *events, int most, void *timeout, void *mask)");
const readFd = libc.func("int64_t read(int fd, void *bytes, uint64_t length)");
const syscall = libc.func("long syscall(long number, int thread, void *attributes, unsigned int flags)");
const getsockopt = libc.func("int getsockopt(int fd, int level, int name, void *value, void *length)");

const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLL_CTL_MOD = 3;
const EPOLLIN = 1;
const SOL_PACKET = 263;
const PACKET_STATISTICS = 6;

/** struct epoll_event is packed on x86-64 only. */
const dataAt = process.arch === "x64" ? 4 : 8;
const eventSize = process.arch === "x64" ? 12 : 16;
const mostEvents = 64;
const control = 0xffffffff;

/** What is to be told waits so long for company, and then for a moment without frames, but no longer than the last. */
const gatherMicros = 3_000;
const quietMicros = 500;
const patienceMicros = 25_000;
/** So many events, or notes, do not wait. */
const mostEventsUntold = 256;
const mostNotesUntold = 1_024;
/** The thread looks up at least this often, so that a process that wants to exit is not kept. */
const sleepMicros = 250_000;
const countEveryMicros = 1_000_000;

type Port = { lab: number; name: PortName; fd: number };
type Lab = {
  id: number;
  wire: LabWire;
  ports: Record<PortName, number>;
  events: LabEvent[];
  /** The log's count after its last note. */
  noted: number;
};

const { wake, epoll, port: mainPort, log: logMemory } = workerData as WorkerStart;
const say = (message: FromWorker): void => mainPort.postMessage(message);

// The first look at each clock loads it, which takes half a millisecond: they are compared at the second.
performance.now();
process.hrtime();
const startHr = process.hrtime();
const startPerformance = performance.now();
/** hrtime is CLOCK_MONOTONIC; performance.now is too, from another zero, and allocates nothing. */
const clockOffset = startHr[0] * 1e6 + startHr[1] / 1e3 - startPerformance * 1e3;
const now = (): number => performance.now() * 1e3 + clockOffset;

const events = Buffer.alloc(mostEvents * eventSize);
const timeout = Buffer.alloc(16);
const ctlEvent = Buffer.alloc(16);
const statistics = Buffer.alloc(8);
const statisticsLength = Buffer.alloc(4);
const wakeBytes = Buffer.alloc(8);

const batch = new FrameBatch();
const log = new FrameLog(logMemory);
const labs = new Map<number, Lab>();
const ports = new Map<number, Port>();
let nextPort = 0;
/** Wires that have something planned. */
const planning = new Set<Lab>();
const unsent = new Set<Lab>();
let unsentCount = 0;
/** Notes that the main thread has been told of. */
let notesTold = 0;
let waitingSince = 0;
let frameAt = 0;
let told = { carried: 0, lost: 0 };
let ended = { carried: 0, lost: 0 };
let toldAt = now();
let going = true;

/**
 * sched_setattr(2): turns of a tenth of a millisecond, so that the thread comes on soon after a frame does
 * (Linux 6.12; before, the wish is ignored). A busy machine is where it counts, and no right is needed for it.
 */
function askForShortTurns(): void {
  const attributes = Buffer.alloc(56);
  attributes.writeUInt32LE(attributes.length, 0);
  attributes.writeBigUInt64LE(100_000n, 24);
  const number = process.arch === "x64" ? 314 : 274;
  // Refused by a kernel that knows no such wish, the thread runs as any other.
  syscall(number, 0, attributes, 0);
}

function tellEpoll(operation: number, fd: number, wanted: number, id: number): void {
  ctlEvent.writeUInt32LE(wanted, 0);
  ctlEvent.writeUInt32LE(id, dataAt);
  if (epollCtl(epoll, operation, fd, ctlEvent) !== 0)
    throw new Error(`epoll_ctl ${operation} on ${fd}: errno ${koffi.errno()}`);
}

/** Asking for the statistics also sets them back to zero. */
function overflowed(fd: number): number {
  statisticsLength.writeUInt32LE(8, 0);
  if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, statistics, statisticsLength) !== 0) return 0;
  return statistics.readUInt32LE(4);
}

/** Events and notes that the main thread does not know of yet. */
const waiting = (): number => unsentCount + log.noted - notesTold;

/** When they are told: whoever sends the next frame should not have to wait for it. */
const tellAt = (): number =>
  Math.min(waitingSince + patienceMicros, Math.max(waitingSince + gatherMicros, frameAt + quietMicros));

function keep(lab: Lab, event: LabEvent): void {
  // What was noted before comes before.
  if (lab.noted > notesTold) tellNotes();
  if (waiting() === 0) waitingSince = now();
  unsentCount++;
  unsent.add(lab);
  lab.events.push(event);
}

function open(message: Extract<ToWorker, { type: "open" }>): void {
  const { lab: id, fds, origin, seed } = message;
  const numbers: Lab["ports"] = { you: nextPort++, lab: nextPort++, lo: nextPort++ };
  const wire = new LabWire(fds, origin, seed === null ? Math.random : seededRandom(seed), {
    batch,
    now,
    report: (event) => keep(lab, event),
    note(index, frame, kind, at, fateAt) {
      const start = batch.start(index);
      const end = start + Math.min(batch.length(index), limits.lab.frameShownBytes);
      const length = batch.wholeLength(index);
      if (lab.events.length > 0 || log.full) {
        // It comes after those events; or the main thread is too busy to read, and this waits where they do.
        const data = batch.bytes.toString("base64", start, end);
        keep(lab, notedEvent(frame, kind, length, at, fateAt, data));
        return;
      }
      if (waiting() === 0) waitingSince = now();
      log.add(id, frame, kind, length, at, fateAt, batch.bytes, start, end);
      lab.noted = log.noted;
    },
    listen(name, on) {
      const number = numbers[name];
      if (ports.has(number)) tellEpoll(EPOLL_CTL_MOD, fds[name], on ? EPOLLIN : 0, number);
    },
    overflowed,
  });
  const lab: Lab = { id, wire, ports: numbers, events: [], noted: 0 };
  labs.set(id, lab);
  for (const name of ["you", "lab", "lo"] as const) {
    ports.set(numbers[name], { lab: id, name, fd: fds[name] });
    tellEpoll(EPOLL_CTL_ADD, fds[name], EPOLLIN, numbers[name]);
  }
}

function removePort(id: number): void {
  const port = ports.get(id);
  if (port === undefined) return;
  ports.delete(id);
  tellEpoll(EPOLL_CTL_DEL, port.fd, 0, id);
}

function close(id: number): void {
  const lab = labs.get(id);
  if (lab === undefined) return;
  for (const port of Object.values(lab.ports)) removePort(port);
  lab.wire.end();
  tell();
  forget(lab);
  say({ type: "closed", lab: id });
}

function forget(lab: Lab): void {
  labs.delete(lab.id);
  planning.delete(lab);
  ended = { carried: ended.carried + lab.wire.carried, lost: ended.lost + lab.wire.lost };
}

/** An error in what one lab asked for ends that lab's wire, and the thread goes on for the others. */
function fail(id: number, error: unknown): void {
  const lab = labs.get(id);
  if (lab !== undefined) {
    for (const number of Object.values(lab.ports)) {
      const port = ports.get(number);
      ports.delete(number);
      // Refused where the descriptor itself is what failed; then nothing is watched any more.
      if (port !== undefined) epollCtl(epoll, EPOLL_CTL_DEL, port.fd, ctlEvent);
    }
    forget(lab);
  }
  say({ type: "failed", lab: id, error: error instanceof Error ? error : new Error(String(error)) });
}

function obey(message: ToWorker): void {
  if (message.type === "stop") {
    going = false;
    return;
  }
  try {
    if (message.type === "open") open(message);
    else if (message.type === "close") close(message.lab);
    else {
      const lab = labs.get(message.lab);
      // Undefined for a message about a lab that closed meanwhile.
      if (lab !== undefined) obeyFor(lab, message);
    }
  } catch (error) {
    fail(message.lab, error);
  }
}

function obeyFor(lab: Lab, message: Exclude<ToWorker, { type: "open" | "close" | "stop" }>): void {
  const { wire } = lab;
  if (message.type === "set") wire.set(message.settings);
  else if (message.type === "release") wire.release(message.frame);
  else if (message.type === "drop") wire.drop(message.frame);
  else if (message.type === "alter") wire.release(message.frame, message.bytes);
  else wire.releaseAll(message.host);
  plan(lab);
}

function plan(lab: Lab): void {
  if (lab.wire.due === Number.POSITIVE_INFINITY) planning.delete(lab);
  else planning.add(lab);
}

function tellNotes(): void {
  if (log.noted === notesTold) return;
  notesTold = log.noted;
  say({ type: "noted", count: notesTold });
}

/** Tells all that waits. */
function tell(): void {
  tellNotes();
  for (const lab of unsent) {
    say({ type: "events", lab: lab.id, events: lab.events });
    lab.events = [];
  }
  unsent.clear();
  unsentCount = 0;
}

/** Sums for the server's metrics. */
function count(at: number): void {
  if (at < toldAt + countEveryMicros) return;
  toldAt = at;
  const sum = { ...ended };
  for (const { wire } of labs.values()) {
    sum.carried += wire.carried;
    sum.lost += wire.lost;
  }
  if (sum.carried === told.carried && sum.lost === told.lost) return;
  told = sum;
  say({ type: "counted", ...sum });
}

askForShortTurns();
tellEpoll(EPOLL_CTL_ADD, wake, EPOLLIN, control);
while (going) {
  let at = now();
  let due = at + sleepMicros;
  if (waiting() > 0) due = Math.min(due, tellAt());
  for (const { wire } of planning) due = Math.min(due, wire.due);
  const wait = Math.max(0, due - at);
  timeout.writeUInt32LE(Math.floor(wait / 1e6), 0);
  timeout.writeUInt32LE(Math.floor((wait % 1e6) * 1e3), 8);
  // Interrupted or timed out, there is just nothing to read.
  const ready = Math.max(0, epollWait(epoll, events, mostEvents, timeout, null));
  for (let i = 0; i < ready; i++) {
    const id = events.readUInt32LE(i * eventSize + dataAt);
    if (id === control) {
      readFd(wake, wakeBytes, 8);
      for (;;) {
        const received = receiveMessageOnPort(mainPort);
        if (received === undefined) break;
        obey(received.message as ToWorker);
      }
      continue;
    }
    const port = ports.get(id);
    const lab = port === undefined ? undefined : labs.get(port.lab);
    // Closed by a message of this same round.
    if (port === undefined || lab === undefined) continue;
    try {
      if (!lab.wire.read(port.name)) removePort(id);
      plan(lab);
    } catch (error) {
      fail(lab.id, error);
    }
  }
  at = now();
  for (const lab of planning) {
    if (lab.wire.due > at) continue;
    try {
      lab.wire.turn(at);
      plan(lab);
    } catch (error) {
      fail(lab.id, error);
    }
  }
  if (ready > 0) frameAt = at;
  const many = unsentCount >= mostEventsUntold || log.noted - notesTold >= mostNotesUntold;
  if (many || (waiting() > 0 && at >= tellAt())) tell();
  count(at);
}
mainPort.close();
