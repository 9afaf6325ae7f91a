import { setTimeout as wait } from "node:timers/promises";
import type { Words } from "../../lessons/manifest.ts";
import type { Files } from "../../protocol/client-message.ts";
import type { LabEvent } from "../../protocol/lab-event.ts";
import type { RunId } from "../../protocol/names.ts";
import type { WireSettings } from "../../protocol/wire-settings.ts";
import type { CallTrace } from "../peers/call-trace.ts";
import { HostSockets } from "../peers/host-sockets.ts";
import { silentJournal } from "../peers/journal.ts";
import { CheckConnection } from "./check-connection.ts";
import { CheckDatagrams } from "./check-datagrams.ts";
import type { CheckLab } from "./check-lab.ts";
import { CheckProgram } from "./check-program.ts";
import { Expectation } from "./expectation.ts";
import { words } from "./say.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { SeenFrames } from "./seen-frames.ts";

/**
 * One requirement put to the test: starts the learner's program and acts as its peer on host `lab`.
 * Everything that it started is ended by `end`.
 */

/** How long a program may take to connect, to listen, to answer. In ms; generous, since a failing check waits it out. */
const patience = 6_000;
/** What the network may still deliver after the program has ended. */
const afterlife = 400;
/** Frames come from another thread, and a program takes a moment to fall: before a verdict is told, they get this long. */
const settle = 200;

export class Trial {
  readonly random: SeededRandom;
  readonly frames = new SeenFrames();
  readonly #lab: CheckLab;
  readonly #files: Files;
  readonly #nextRun: () => RunId;
  readonly #sockets: HostSockets;
  readonly #unsubscribe: () => void;
  readonly #signal: AbortSignal;
  #programs: CheckProgram[] = [];
  #wakers: (() => void)[] = [];
  readonly #wire: WireSettings;
  #wireSet = false;
  /** Whether the last thing that was waited for did not come. */
  #late = false;

  constructor(options: {
    lab: CheckLab;
    files: Files;
    random: SeededRandom;
    trace: CallTrace;
    nextRun: () => RunId;
    /** The lesson's wire, to go back to. */
    wire: WireSettings;
    signal: AbortSignal;
  }) {
    this.#lab = options.lab;
    this.#files = options.files;
    this.random = options.random;
    this.#nextRun = options.nextRun;
    this.#signal = options.signal;
    this.#wire = options.wire;
    this.#sockets = new HostSockets(options.lab.place, options.trace, silentJournal);
    this.#unsubscribe = options.lab.subscribe((event) => this.#hear(event));
    this.#signal.addEventListener("abort", () => this.wake());
  }

  /** Starts a program of the learner's. */
  async run(file: string, args: string[] = []): Promise<CheckProgram> {
    const program = new CheckProgram(this.#nextRun(), file, this.#lab, this);
    this.#programs.push(program);
    await this.#lab.startProgram({ run: program.run, entry: file, files: this.#files, args });
    return program;
  }

  /** Listens on host `lab` as the server that the learner's program dials. */
  listen(port: number): { accept(expected?: Words): Promise<CheckConnection> } {
    const listener = this.#sockets.listenTcp(port);
    return {
      accept: async (
        expected = {
          en: `a connection to ${this.#lab.place.address}, port ${port}`,
          zh: `一条到 ${this.#lab.place.address}、端口 ${port} 的连接`,
        },
      ) => {
        let accepted: CheckConnection | null = null;
        // Rejects when the trial ends; by then the verdict is made.
        listener.accept().then(
          (connection) => {
            accepted = new CheckConnection(connection, this);
            this.wake();
          },
          () => {},
        );
        await this.until(() => accepted !== null);
        if (accepted !== null) return accepted;
        const others = this.frames.dialled().filter((dialled) => dialled !== port);
        const seen: Words =
          others.length > 0
            ? { en: `it dialled port ${others.join(", ")}`, zh: `它拨的是端口 ${others.join("、")}` }
            : { en: "nobody connected", zh: "没有人连接" };
        return this.fail(expected, seen, () => this.frames.all());
      },
    };
  }

  /**
   * Connects to the learner's server, as soon as it listens. `receiveBuffer` in bytes is for a client that
   * means not to read.
   */
  async connect(
    port: number,
    options: { receiveBuffer?: number; expected?: Words } = {},
  ): Promise<CheckConnection> {
    const at = `${this.#lab.place.learner}:${port}`;
    const { expected = { en: `a server listening on ${at}`, zh: `${at} 上有服务器在监听` } } = options;
    await this.until(() => this.#lab.listening("tcp", port));
    try {
      const connection = await this.#sockets.connectTcp(port, {
        timeout: patience,
        ...(options.receiveBuffer === undefined ? {} : { receiveBuffer: options.receiveBuffer }),
      });
      return new CheckConnection(connection, this);
    } catch (error) {
      return this.fail(expected, sayConnectError(error), () => this.frames.withPorts(port));
    }
  }

  /** Waits until nobody listens on the learner's port any more; then a real SYN has to be refused. */
  async expectRefused(port: number, expected: Words): Promise<void> {
    await this.until(() => !this.#lab.listening("tcp", port));
    try {
      await this.#sockets.connectTcp(port, { timeout: patience });
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ECONNREFUSED") return;
      await this.fail(expected, sayConnectError(error), () => this.frames.withPorts(port));
    }
    await this.fail(expected, { en: "the connection was accepted", zh: "连接被接受了" }, () =>
      this.frames.withPorts(port),
    );
  }

  /** A UDP socket on host `lab`; without a port the kernel picks one. */
  datagrams(port?: number): CheckDatagrams {
    return new CheckDatagrams(this.#sockets.udp(port), this.#lab.place.learner, this);
  }

  /** Waits until the learner's program has bound a UDP port. */
  async expectBound(port: number): Promise<void> {
    const bound = () => this.#lab.listening("udp", port);
    await this.until(bound);
    if (bound()) return;
    const at = `${this.#lab.place.learner}:${port}`;
    await this.fail(
      { en: `a UDP socket bound to ${at}`, zh: `有 UDP 套接字绑定在 ${at}` },
      { en: "the port is not bound", zh: "这个端口没有被绑定" },
    );
  }

  /** Sets the wire for this trial; afterwards it is the lesson's again. */
  wire(settings: WireSettings): void {
    this.#wireSet = true;
    this.#lab.setWire(settings);
  }

  pause(ms: number): Promise<void> {
    return wait(ms);
  }

  /** Waits until `holds`; gives up after a while, and soon when every program has ended. It never throws for lateness. */
  async until(holds: () => boolean, ms = patience): Promise<void> {
    const late = performance.now() + ms;
    // On a machine that is too busy to look often, the limit is the number of looks.
    let looks = Math.floor(ms / 60);
    let ended: number | null = null;
    for (;;) {
      this.#signal.throwIfAborted();
      const now = performance.now();
      looks -= 1;
      const held = holds();
      this.#late = !held;
      if (held || (now >= late && looks <= 0)) return;
      if (this.#programs.length > 0 && this.#programs.every((program) => program.exit !== null)) {
        ended ??= now;
        if (now - ended >= afterlife) return;
      }
      // Woken by events; looked at again anyway, since the kernel's tables tell nobody when they change.
      await Promise.race([wait(25), new Promise<void>((resolve) => this.#wakers.push(resolve))]);
    }
  }

  /**
   * Fails the requirement. How the programs are is added: one that has ended explains most, and one that still runs
   * explains why something that was waited for did not come. Frames and ends get a moment to arrive.
   */
  async fail(expected: Words, seen: Words | null, frames: () => number[] = () => []): Promise<never> {
    this.#signal.throwIfAborted();
    const late = this.#late;
    await wait(settle);
    const programs = this.#programs.filter((program) => late || program.exit !== null);
    const clauses = [...(seen === null ? [] : [seen]), ...programs.map((program) => program.say())];
    const joined = clauses.flatMap((clause, index) =>
      index === 0 ? [clause] : [{ en: "; ", zh: "；" }, clause],
    );
    throw new Expectation(expected, words(...joined), frames());
  }

  wake(): void {
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const wake of wakers) wake();
  }

  /**
   * Ends all: first its own connections, by reset, so that no TIME_WAIT of this trial keeps a port from the
   * next one; then the programs.
   */
  async end(): Promise<void> {
    this.#sockets.reset();
    await Promise.all(this.#programs.map((program) => this.#lab.endProgram(program.run)));
    this.#sockets.close();
    if (this.#wireSet) this.#lab.setWire(this.#wire);
    this.#unsubscribe();
  }

  /** Ends one program early: for a server that has to start twice. How it ended is no news then. */
  async endProgram(program: CheckProgram): Promise<void> {
    await this.#lab.endProgram(program.run);
    this.#programs = this.#programs.filter((other) => other !== program);
  }

  #hear(event: LabEvent): void {
    if (event.type === "frame") this.frames.add(event);
    for (const program of this.#programs) program.hear(event);
    if (event.type === "output" || event.type === "program-ended") this.wake();
  }
}

function sayConnectError(error: unknown): Words {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (code === "ECONNREFUSED")
    return {
      en: "the connection was refused: SYN was answered with RST",
      zh: "连接被拒绝：SYN 得到的回答是 RST",
    };
  if (code === "ETIMEDOUT") return { en: "SYN was never answered", zh: "SYN 一直没有回答" };
  if (code === "ECONNRESET") return { en: "the connection was reset (RST)", zh: "连接被重置（RST）" };
  return { en: `connecting failed with ${code}`, zh: `连接失败：${code}` };
}
