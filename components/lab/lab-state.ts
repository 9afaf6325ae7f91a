import type { Exit, LabEvent, LabEventOf, Notice, Source } from "../../protocol/lab-event.ts";
import type { Actor, PeerId, RunId } from "../../protocol/names.ts";
import type { ErrorCode } from "../../protocol/server-message.ts";
import { OwnMaps } from "./own-maps.ts";
import { append, emptyLog, type TerminalEntry, type TerminalLog } from "./terminal-log.ts";

/** What the editor, the terminals and the status line show: a fold over the lab's events. */

/** A call that has entered the kernel and not come back. */
export type OpenCall = {
  call: number;
  thread: number;
  name: string;
  args: readonly string[];
  source: Source | null;
  at: number;
};

export type PausedCall = Omit<OpenCall, "call">;

export type Program = {
  run: RunId;
  file: string;
  args: readonly string[];
  step: boolean;
  status:
    | { kind: "starting" }
    | { kind: "running"; pid: number; since: number }
    | { kind: "ended"; exit: Exit | null };
  /** By thread: what each is in now. */
  calls: ReadonlyMap<number, OpenCall>;
  /** By thread: the call before which it waits for Step. */
  paused: ReadonlyMap<number, PausedCall>;
};

type Refusal = { code: ErrorCode; message: string };

export type Peer = {
  peer: PeerId;
  title: string;
  address: string;
  status: "running" | "ended";
  error: string | null;
};

export type LabState = {
  /** The latest run of each file, by file. */
  programs: ReadonlyMap<string, Program>;
  /** By file for programs, by `peer:<id>` for reference peers. */
  terminals: ReadonlyMap<string, TerminalLog>;
  peers: ReadonlyMap<PeerId, Peer>;
  /** The last word about the lab as a whole. */
  notice: Notice | null;
  /** Frames seen, those carried unshown included. */
  packets: number;
  connections: number;
  listeners: number;
  /** Time of the latest event. */
  at: number;
  /** Both hosts' rows, kept to count with. */
  rows: { you: LabEventOf<"sockets">["rows"]; lab: LabEventOf<"sockets">["rows"] };
};

export const initialLab = (): LabState => ({
  programs: new Map(),
  terminals: new Map(),
  peers: new Map(),
  notice: null,
  packets: 0,
  connections: 0,
  listeners: 0,
  at: 0,
  rows: { you: [], lab: [] },
});

/** The terminal's key of whoever speaks. */
export const peerTerminal = (peer: PeerId) => `peer:${peer}`;

/** How many entries stand or stood in the terminals of programs, those of peers apart. */
export function saidByPrograms({ terminals }: LabState): number {
  let said = 0;
  for (const [key, log] of terminals) if (!key.startsWith("peer:")) said += log.length;
  return said;
}

/** A batch of events in, the new state out. Maps are copied once a batch, and only those that change. */
export function reduceLab(state: LabState, events: readonly LabEvent[]): LabState {
  if (events.length === 0) return state;
  const draft = new Draft(state);
  for (const event of events) draft.apply(event);
  return draft.finish();
}

/** The page pressed Run: the program stands in the list before the server has answered. */
export function startProgram(
  state: LabState,
  program: Pick<Program, "run" | "file" | "args" | "step">,
): LabState {
  const programs = new Map(state.programs);
  programs.set(program.file, {
    ...program,
    status: { kind: "starting" },
    calls: new Map(),
    paused: new Map(),
  });
  return write({ ...state, programs }, program.file, [
    { kind: "started", file: program.file, args: program.args },
  ]);
}

/** The server would not do something with a run, and its terminal says why; of what is no run here it says nothing. */
export function refuseProgram(state: LabState, about: string, refusal: Refusal): LabState {
  const program = [...state.programs.values()].find(({ run }) => run === about);
  if (!program) return state;
  const programs = new Map(state.programs);
  if (program.status.kind === "starting")
    programs.set(program.file, { ...program, status: { kind: "ended", exit: null } });
  return write({ ...state, programs }, program.file, [{ kind: "refused", ...refusal }]);
}

/** The line broke: what ran is gone, what was printed stays. */
export function loseLab(state: LabState): LabState {
  let next = state;
  const programs = new Map(state.programs);
  for (const [file, program] of programs) {
    if (program.status.kind === "ended") continue;
    programs.set(file, {
      ...program,
      status: { kind: "ended", exit: null },
      calls: new Map(),
      paused: new Map(),
    });
    next = write(next, file, [{ kind: "lost" }]);
  }
  const peers = new Map([...state.peers].map(([id, peer]) => [id, { ...peer, status: "ended" as const }]));
  return { ...next, programs, peers };
}

/** A new lab: its counts and peers begin anew; the learner's programs' terminals stay readable. */
export function renewLab(state: LabState): LabState {
  const fresh = initialLab();
  const terminals = new Map([...state.terminals].filter(([key]) => !key.startsWith("peer:")));
  return { ...fresh, programs: state.programs, terminals };
}

/** Programs that have not ended. */
export const liveProgram = (program: Program | undefined): program is Program =>
  program !== undefined && program.status.kind !== "ended";

function write(state: LabState, key: string, entries: readonly TerminalEntry[]): LabState {
  const terminals = new Map(state.terminals);
  terminals.set(key, append(terminals.get(key) ?? emptyLog(), entries));
  return { ...state, terminals };
}

/**
 * Programs and peers that are kept: a lab has a few, and a recording may come from anybody. The one that came first
 * makes room, with its terminal.
 */
const mostKept = 64;

class Draft {
  private next: LabState;
  private readonly lines = new Map<string, TerminalEntry[]>();
  private byRun: Map<Actor, string>;
  private readonly own = new OwnMaps();

  constructor(state: LabState) {
    this.next = { ...state };
    this.byRun = new Map([...state.programs.values()].map((program) => [program.run, program.file]));
  }

  finish(): LabState {
    if (this.lines.size > 0) {
      const terminals = this.own.of(this.next.terminals);
      for (const [key, entries] of this.lines) {
        terminals.set(key, append(terminals.get(key) ?? emptyLog(), entries));
      }
      this.next.terminals = terminals;
    }
    return this.next;
  }

  apply(event: LabEvent): void {
    if (event.at > this.next.at) this.next.at = event.at;
    switch (event.type) {
      case "program-started": {
        const known = this.byRun.has(event.run);
        this.byRun.set(event.run, event.file);
        if (!known) this.line(event.file, { kind: "started", file: event.file, args: event.args });
        this.set(event.file, {
          run: event.run,
          file: event.file,
          args: event.args,
          step: event.step,
          status: { kind: "running", pid: event.pid, since: event.at },
          calls: new Map(),
          paused: new Map(),
        });
        return;
      }
      case "output":
        this.ofRun(event.run, (program) => this.line(program.file, { kind: event.stream, text: event.text }));
        return;
      case "input":
        this.ofRun(event.run, (program) =>
          this.line(program.file, { kind: "typed", text: event.text, key: event.key ?? null }),
        );
        return;
      case "notice":
        if (event.run === null) this.next.notice = event.notice;
        else
          this.ofRun(event.run, (program) =>
            this.line(program.file, { kind: "notice", notice: event.notice }),
          );
        return;
      case "program-ended":
        this.ofRun(event.run, (program) => {
          const since = program.status.kind === "running" ? program.status.since : null;
          const ms = since === null ? null : (event.at - since) / 1000;
          this.line(program.file, { kind: "ended", exit: event.exit, ms });
          this.set(program.file, {
            ...program,
            status: { kind: "ended", exit: event.exit },
            calls: new Map(),
            paused: new Map(),
          });
        });
        return;
      case "call":
        this.ofRun(event.actor, (program) => {
          const { call, thread, name, args, source, at } = event;
          const calls = this.own.of(program.calls).set(thread, { call, thread, name, args, source, at });
          this.set(program.file, { ...program, calls, paused: this.own.without(program.paused, thread) });
        });
        return;
      case "return":
        this.ofRun(event.actor, (program) => {
          for (const [thread, open] of program.calls) {
            if (open.call !== event.call) continue;
            this.set(program.file, { ...program, calls: this.own.without(program.calls, thread) });
            return;
          }
        });
        return;
      case "paused":
        this.ofRun(event.actor, (program) => {
          const { thread, name, args, source, at } = event;
          const paused = this.own.of(program.paused).set(thread, { thread, name, args, source, at });
          this.set(program.file, { ...program, paused });
        });
        return;
      case "frame":
        this.next.packets += 1;
        return;
      case "frames-unshown":
        this.next.packets += event.count;
        return;
      case "sockets": {
        const rows = { ...this.next.rows, [event.host]: event.rows };
        this.next.rows = rows;
        Object.assign(this.next, countRows([...rows.you, ...rows.lab]));
        return;
      }
      case "peer-started": {
        const { peer, title, address } = event;
        this.peer({ peer, title, address, status: "running", error: null });
        return;
      }
      case "peer-log":
        this.line(peerTerminal(event.peer), { kind: event.kind, text: event.text });
        return;
      case "peer-ended": {
        const known = this.next.peers.get(event.peer);
        if (known) this.peer({ ...known, status: "ended", error: event.error ?? null });
        return;
      }
      default:
        // The other instruments' events.
        return;
    }
  }

  private peer(peer: Peer): void {
    const peers = this.own.of(this.next.peers);
    this.next.peers = peers;
    if (!peers.has(peer.peer)) this.makeRoom(peers, peerTerminal);
    peers.set(peer.peer, peer);
  }

  private line(key: string, entry: TerminalEntry): void {
    const entries = this.lines.get(key);
    if (entries) entries.push(entry);
    else this.lines.set(key, [entry]);
  }

  private set(file: string, program: Program): void {
    const programs = this.own.of(this.next.programs);
    this.next.programs = programs;
    if (!programs.has(file)) this.makeRoom(programs, (oldest) => oldest);
    programs.set(file, program);
  }

  private makeRoom(map: Map<string, unknown>, terminalOf: (key: string) => string): void {
    const [oldest] = map.keys();
    if (oldest === undefined || map.size < mostKept) return;
    map.delete(oldest);
    this.lines.delete(terminalOf(oldest));
    const terminals = this.own.of(this.next.terminals);
    terminals.delete(terminalOf(oldest));
    this.next.terminals = terminals;
  }

  /** Only the latest run of a file is shown; what an earlier one still says is dropped. */
  private ofRun(run: Actor, use: (program: Program) => void): void {
    const file = this.byRun.get(run);
    const program = file === undefined ? undefined : this.next.programs.get(file);
    if (program?.run === run && program.status.kind !== "ended") use(program);
  }
}

/** A connection between the hosts has a row at each end; it is one connection. */
function countRows(rows: LabEventOf<"sockets">["rows"]) {
  const connections = new Set<string>();
  let listeners = 0;
  for (const row of rows) {
    if (!row.protocol.startsWith("tcp")) continue;
    if (row.state === "LISTEN") listeners += 1;
    else if (row.remote !== null && row.state !== "CLOSE")
      connections.add([String(row.local), String(row.remote)].sort().join(" "));
  }
  return { connections: connections.size, listeners };
}
