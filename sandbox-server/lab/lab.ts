/**
 * One learner's lab, from the first message of its page to the last: owns the ground, the programs, the reference
 * peers. Everything that happens in it leaves as an event, its time counted from the opening.
 */
import type { Lesson } from "../../lessons/manifest.ts";
import type { ClientMessageOf } from "../../protocol/client-message.ts";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import { hostAddress, type PeerId, type RunId } from "../../protocol/names.ts";
import { perfectWire, type WireSettings } from "../../protocol/wire-settings.ts";
import { Assistant } from "../assistant/assistant.ts";
import { fetchPreview } from "../assistant/preview.ts";
import type { CheckLab } from "../checks/check-lab.ts";
import { inNamespace } from "../kernel/namespaces.ts";
import { owned } from "../owner.ts";
import type { Place } from "../peers/host-sockets.ts";
import type { Peer } from "../peers/peer-host.ts";
import { PeerSockets } from "../peers/peer-sockets.ts";
import { listenerIn, ReferencePeers } from "../peers/reference-peers.ts";
import { limitNotice } from "../program/limit-notice.ts";
import { Program } from "../program/program.ts";
import { Transpiler } from "../program/transpiler.ts";
import { type SocketsWatch, watchSockets } from "../sockets-table/watch-sockets.ts";
import { LabChecks } from "./lab-checks.ts";
import { clockMicros, type LabGround } from "./lab-ground.ts";
import { lessonSetup } from "./lesson-setup.ts";
import { programSockets } from "./program-sockets.ts";
import { rebase } from "./rebase.ts";
import { Refusal } from "./refusal.ts";

export type LabOptions = {
  id: string;
  /** The reference peers that there are. */
  catalogue: readonly Peer[];
  emit(events: LabEvent[]): void;
  /** Something of ours failed inside this lab; `where` says in which part. The lab must be closed. */
  fault(where: string, error: unknown): void;
  /** Something of ours failed, and the lab goes on without it: for the log. Gives the id it is there under. */
  mishap(where: string, error: unknown): string;
  /** For the measurements: a run's first output byte came after so many milliseconds. */
  firstByte(ms: number): void;
};

/** After these the kernel's tables may look different. */
const movesSockets: ReadonlySet<LabEvent["type"]> = new Set([
  "return",
  "frame",
  "program-ended",
  "peer-started",
]);

type State = "ready" | "closing" | "closed";

/** How long after a run has begun the next sandbox is booted, so that the two do not compete. */
const refillAfterMs = 100;

export class Lab {
  readonly id: string;
  readonly #options: LabOptions;
  readonly #ground: LabGround;
  readonly #openedAt: number;
  readonly #programs = new Map<RunId, Program>();
  /** Runs that have been asked for and have no program yet; true when a SIGKILL came meanwhile. */
  readonly #starting = new Map<RunId, { killed: boolean }>();
  /** Runs that have been asked for, until they have ended. */
  readonly #started = new Map<RunId, Promise<void>>();
  /** Every run of this lab: an id is used once. */
  readonly #runs = new Set<RunId>();
  readonly #peers: ReferencePeers;
  readonly #assistant: Assistant;
  readonly #checks: LabChecks;
  #previews = 0;
  readonly #transpiler = new Transpiler();
  readonly #sockets: SocketsWatch;
  readonly #place: Place;
  readonly #listeners = new Set<(event: LabEvent) => void>();
  readonly #stop = new AbortController();
  /** The wire as the learner set it, which a check sets aside for a while. */
  #wireSettings: WireSettings = perfectWire;
  #peerIds: PeerId[] = [];
  #refill: NodeJS.Timeout | null = null;
  #paces = true;
  #state: State = "ready";
  #closing: Promise<void> | null = null;

  /** What happens is told as the lab's own doing, whichever part of it tells: what fails at it is the lab's fault. */
  readonly #emitAll = owned((events: LabEvent[]): void => {
    if (this.#state !== "ready" || events.length === 0) return;
    this.#options.emit(events);
    if (events.some(({ type }) => movesSockets.has(type))) this.#sockets.poke();
    for (const listener of this.#listeners) for (const event of events) listener(event);
  });

  private constructor(ground: LabGround, lesson: Lesson | null, language: "en" | "zh", options: LabOptions) {
    this.id = options.id;
    this.#options = options;
    this.#ground = ground;
    this.#openedAt = clockMicros();
    const { you, lab } = ground.topology;
    const rebased = this.#openedAt - ground.origin;
    ground.onEvents = (events) => this.#emitAll(events.map((event) => rebase(event, rebased)));
    ground.onFailure = (where, error) => this.#fault(where, error);
    this.#place = {
      inside: (make) => inNamespace(lab, make),
      address: hostAddress.lab,
      learner: hostAddress.you,
      sockets: new PeerSockets(),
    };
    this.#peers = new ReferencePeers({
      place: this.#place,
      insideLearner: (look) => inNamespace(you, look),
      catalogue: options.catalogue,
      language,
      now: () => this.now(),
      emit: (event) => this.#emit(event),
      fault: (peer, error) => this.#mishap(`peer ${peer}`, error),
    });
    this.#assistant = new Assistant({
      place: this.#place,
      language,
      now: () => this.now(),
      emit: (event) => this.#emit(event),
      fault: (error) => this.#mishap("assistant", error),
    });
    this.#checks = new LabChecks(this.#checkLab(), lesson, language);
    this.#sockets = watchSockets({
      you,
      lab,
      now: () => this.now(),
      emit: (events) => this.#emitAll(events),
      ownersOf: (host, inodes) =>
        host === "you"
          ? programSockets(this.#programs.values(), inodes)
          : this.#place.sockets.ownersOf(inodes),
      failed: (error) => this.#fault("sockets", error),
    });
  }

  /** Takes the ground over, sets it as the lesson wants it, starts its peers. Throws Refusal. */
  static async open(
    ground: LabGround,
    { lesson, language, peers }: ClientMessageOf<"open">,
    options: LabOptions,
  ): Promise<Lab> {
    const setup = lesson === null ? null : await lessonSetup(lesson);
    if (lesson !== null && setup === null) throw new Refusal("no-such-lesson", `no lesson ${lesson}`, lesson);
    const wanted = peers ?? setup?.peers ?? [];
    const lab = new Lab(ground, setup, language, options);
    const unknown = wanted.find((id) => !lab.#peers.has(id));
    if (unknown !== undefined) {
      lab.#sockets.close();
      throw new Refusal("no-such-peer", `no reference peer ${unknown}`, unknown);
    }
    lab.#peerIds = wanted;
    lab.#setWire(setup?.wire ?? perfectWire);
    return lab;
  }

  /** Starts the lesson's peers; apart from `open`, so that "ready" goes out before their first events. */
  startPeers(): void {
    for (const id of this.#peerIds) this.#peers.start(id);
    this.#sockets.tell();
  }

  get peers(): PeerId[] {
    return this.#peerIds;
  }

  /** Microseconds since the lab opened. */
  now(): number {
    return Math.max(0, Math.round(clockMicros() - this.#openedAt));
  }

  /** Whether nothing of the learner's runs. */
  get quiet(): boolean {
    return this.#programs.size === 0 && this.#starting.size === 0;
  }

  /** Nobody is at the page: what stands ready for the next run is given back. */
  rest(): void {
    this.#ground.rest();
  }

  /** The page has said something. */
  wake(): void {
    this.#ground.wake();
  }

  /** How many programs run or start. */
  get running(): number {
    return this.#programs.size + this.#starting.size;
  }

  /** Starts a program. Throws Refusal; what is wrong with the learner's files they read on their stderr. */
  run(message: ClientMessageOf<"run">): void {
    this.#notDuringCheck(message.run);
    this.#run(message);
  }

  #run({ run, entry, files, args, step }: Omit<ClientMessageOf<"run">, "type">): void {
    if (this.#runs.has(run)) throw new Refusal("run-exists", "this run id was used before", run);
    if (!Object.hasOwn(files, entry)) throw new Refusal("no-such-file", `no file ${entry}`, run);
    if (this.running >= limits.lab.programs) {
      this.#emit({ type: "notice", at: this.now(), run, notice: limitNotice("limit-programs") });
      throw new Refusal("too-many-programs", `at most ${limits.lab.programs} programs at once`, run);
    }
    this.#runs.add(run);
    const asked = performance.now();
    const starting = { killed: false };
    this.#starting.set(run, starting);
    const started = this.#start({ run, entry, args, step, files }, starting, asked)
      .catch((error: unknown) => {
        this.#starting.delete(run);
        // A lab that closes kills what was booting: no failure.
        if (this.#state === "ready") this.#fault("program", error);
      })
      .finally(() => this.#started.delete(run));
    this.#started.set(run, started);
  }

  async #start(
    { files: texts, ...program }: Omit<ClientMessageOf<"run">, "type">,
    starting: { killed: boolean },
    asked: number,
  ): Promise<void> {
    const { run, entry, args, step } = program;
    const files = await this.#transpiler.filesToRun(texts);
    // A fault in another file counts when the program imports it, and is told then.
    const fault = files.find(({ path }) => path === entry)?.fault;
    if (fault !== undefined) {
      this.#starting.delete(run);
      const at = this.now();
      this.#emit({ type: "program-started", at, run, file: entry, args, pid: 0, step });
      this.#emit({ type: "output", at, run, stream: "stderr", text: fault });
      this.#emit({ type: "program-ended", at, run, exit: { code: 1 } });
      return;
    }
    const booted = await this.#ground.takeSandbox();
    this.#starting.delete(run);
    const running = new Program(booted, {
      ...program,
      files,
      now: () => this.now(),
      since: (clock) => Math.min(this.now(), Math.max(0, Math.round(clock - this.#openedAt))),
      emit: (event) => this.#emit(event),
      firstByte: () => this.#options.firstByte(performance.now() - asked),
    });
    this.#programs.set(run, running);
    this.#sockets.setBusy(true);
    if (!this.#paces) running.pace(false);
    if (starting.killed) running.kill();
    this.#refillSoon();
    await running.ended;
    this.#programs.delete(run);
    this.#sockets.setBusy(this.running > 0);
  }

  #refillSoon(): void {
    if (this.#state !== "ready" || this.#refill !== null) return;
    this.#refill = setTimeout(() => {
      this.#refill = null;
      // A boot that fails is tried again, and told, by the run that needs it.
      this.#ground.prepare().catch(() => {});
    }, refillAfterMs);
  }

  #program(run: RunId): Program {
    const program = this.#programs.get(run);
    if (program === undefined) throw new Refusal("no-such-run", "this run has ended", run);
    return program;
  }

  stdin(run: RunId, text: string): void {
    this.#program(run).stdin(text);
  }

  endStdin(run: RunId): void {
    this.#program(run).endStdin();
  }

  signal(run: RunId, signal: "SIGINT" | "SIGTERM" | "SIGKILL"): void {
    const starting = this.#starting.get(run);
    if (starting) starting.killed = true;
    else this.#program(run).signal(signal);
  }

  step({ run, thread }: ClientMessageOf<"step">): void {
    this.#program(run).step(thread);
  }

  continue(run: RunId): void {
    this.#program(run).continue();
  }

  setWire({ settings }: ClientMessageOf<"wire">): void {
    this.#notDuringCheck(null);
    this.#setWire(settings);
  }

  #setWire(settings: WireSettings): void {
    this.#wireSettings = settings;
    this.#ground.wire.set(settings);
  }

  frame({ frame, action }: ClientMessageOf<"frame">): void {
    const { wire } = this.#ground;
    const found = action === "release" ? wire.release(frame) : wire.drop(frame);
    if (!found) throw new Refusal("no-such-frame", "the wire does not hold this frame", String(frame));
  }

  alterFrame({ frame, data }: ClientMessageOf<"frame-alter">): void {
    if (!this.#ground.wire.alter(frame, Buffer.from(data, "base64"))) {
      throw new Refusal("no-such-frame", "the wire does not hold this frame", String(frame));
    }
  }

  releaseAll({ host }: ClientMessageOf<"release-all">): void {
    this.#ground.wire.releaseAll(host);
  }

  async peer({ peer, action }: ClientMessageOf<"peer">): Promise<void> {
    if (!this.#peers.has(peer)) throw new Refusal("no-such-peer", `no reference peer ${peer}`, peer);
    this.#notDuringCheck(peer);
    if (action === "start") this.#peers.start(peer);
    else await this.#peers.stop(peer);
  }

  /** One act of the assistant. What goes wrong with it is told in its log. */
  async assistant({ act }: ClientMessageOf<"assistant">): Promise<void> {
    this.#notDuringCheck(null);
    await this.#assistant.act(act);
  }

  /** Asks the learner's HTTP server; the answer comes as an event. */
  async preview({ preview, port, request }: ClientMessageOf<"preview">): Promise<void> {
    if (this.#previews >= limits.preview.atOnce) {
      this.#emit({ type: "preview", at: this.now(), preview, request, response: "", ended: "busy" });
      return;
    }
    this.#previews += 1;
    await fetchPreview({
      place: this.#place,
      preview,
      port,
      request: Buffer.from(request, "base64"),
      now: () => this.now(),
      emit: (event) => this.#emit(event),
      signal: this.#stop.signal,
    }).finally(() => {
      this.#previews -= 1;
    });
  }

  /** Puts the learner's files to the test; verdicts come as events. */
  check(message: ClientMessageOf<"check">): void {
    this.#checks.begin(message);
  }

  /** A check has the lab to itself: what the learner does meanwhile would be judged with the program. */
  #notDuringCheck(about: string | null): void {
    if (this.#checks.running) throw new Refusal("check-running", "a check is running", about);
  }

  /** The lab as the checks see it. */
  #checkLab(): CheckLab {
    let stopped: PeerId[] = [];
    return {
      place: this.#place,
      listening: (protocol, port) =>
        inNamespace(this.#ground.topology.you, () => listenerIn(protocol, port) !== null),
      now: () => this.now(),
      emit: (event) => this.#emit(event),
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      startProgram: (program) =>
        new Promise((resolve) => {
          // From then on it has a terminal to type at.
          const started = (event: LabEvent) => {
            if (event.type !== "program-started" || event.run !== program.run) return;
            this.#listeners.delete(started);
            resolve();
          };
          this.#listeners.add(started);
          this.#run({ ...program, step: false });
        }),
      writeInput: (run, text) => this.#programs.get(run)?.stdin(text),
      endInput: (run) => this.#programs.get(run)?.endStdin(),
      endProgram: (run) => this.#endProgram(run),
      endPrograms: async () => {
        await Promise.all(
          [...this.#programs.keys(), ...this.#starting.keys()].map((run) => this.#endProgram(run)),
        );
      },
      stopPeers: async () => {
        stopped = this.#peers.running;
        this.#assistant.quit();
        await this.#peers.stopAll();
      },
      startPeers: () => {
        for (const id of stopped) this.#peers.start(id);
      },
      setWire: (settings) => this.#ground.wire.set(settings ?? this.#wireSettings),
      fault: (error) => this.#mishap("check", error),
    };
  }

  /** Kills one program, booting or running, and waits until nothing of it is left. */
  async #endProgram(run: RunId): Promise<void> {
    const starting = this.#starting.get(run);
    if (starting) starting.killed = true;
    this.#programs.get(run)?.kill();
    await this.#started.get(run);
  }

  /** Whether programs' output is read: not while the page does not read. */
  pace(on: boolean): void {
    this.#paces = on;
    for (const program of this.#programs.values()) program.pace(on);
  }

  /** Asks every program to end; for a server that drains. */
  stopPrograms(): void {
    for (const program of this.#programs.values()) program.signal("SIGTERM");
  }

  #emit(event: LabEvent): void {
    this.#emitAll([event]);
  }

  #mishap(where: string, error: unknown): string {
    return this.#options.mishap(where, error);
  }

  #fault(where: string, error: unknown): void {
    if (this.#state === "ready") this.#options.fault(where, error);
    else this.#mishap(where, error);
  }

  /** Ends everything and gives it back. Resolves when nothing is left. */
  close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  async #release(): Promise<void> {
    this.#state = "closing";
    if (this.#refill !== null) clearTimeout(this.#refill);
    this.#stop.abort();
    this.#sockets.close();
    this.#assistant.quit();
    await Promise.all([this.#peers.stopAll(), this.#ground.close(), this.#checks.close()]);
    this.#state = "closed";
  }
}
