/**
 * What the timeline knows of a lab, and how its parts are kept: the log that the fold writes and everything else reads.
 * It grows in place, and each question that is asked while it grows has an index of its own.
 */
import type { Fate, Flow, LabEvent, LabEventOf, Source } from "../../../protocol/lab-event.ts";
import type { Actor, Host, Micros } from "../../../protocol/names.ts";
import { perfectWire } from "../../../protocol/perfect-wire.ts";
import type { WireSettings } from "../../../protocol/wire-settings.ts";
import { AskedPackets } from "./asked-packets.ts";
import { ByteLedger } from "./byte-ledger.ts";
import { PacketReader } from "./packet-reader.ts";
import type { PacketView } from "./packet-view.ts";
import { RepeatedPackets } from "./repeated-packets.ts";

type Outcome = LabEventOf<"return">["outcome"];

/** One call of a program or a reference peer. `ended` stays null while the kernel keeps it. */
export type TimelineCall = {
  readonly index: number;
  readonly actor: Actor;
  readonly host: Host;
  /** The column of its thread on the host's lifeline, from the wire outwards. */
  readonly lane: number;
  readonly call: number;
  readonly thread: number;
  readonly name: string;
  readonly fd: number | null;
  readonly args: readonly string[];
  readonly source: Source | null;
  readonly at: Micros;
  ended: Micros | null;
  /** Null although `ended`: the program ended inside the call. */
  outcome: Outcome | null;
  /** In Node's idiom a call is under way while its thread goes on: in step mode it stood still meanwhile. */
  stood: boolean;
  moved: { way: "sent" | "received"; bytes: number } | null;
  /** The descriptor that it made. */
  newFd: number | null;
  /** It moved bytes of a stream, where none is the end. */
  stream: boolean;
  /** The conversation its bytes belong to. */
  connection: string | null;
};

export type TimelinePacket = {
  readonly index: number;
  readonly frame: number;
  readonly at: Micros;
  readonly link: "wire" | "lo";
  readonly from: Host;
  readonly length: number;
  /** Its bytes as they came, in base64: of thousands of packets, one is opened. */
  readonly data: string;
  fate: Fate | null;
  readonly held: boolean;
  readonly duplicateOf: number | null;
  readonly view: PacketView;
};

/** A program or a peer. `lane` is the column of its main thread on its host's lifeline; -1 until it makes a call. */
export type TimelineActor = {
  readonly actor: Actor;
  readonly host: Host;
  title: string;
  lane: number;
  readonly started: Micros;
  ended: Micros | null;
};

export type WireMark = { index: number; kind: "wire"; at: Micros; settings: WireSettings };

/** Things that happen to an actor or to the wire and are neither a call nor a packet. */
export type TimelineMark =
  | { index: number; kind: "started"; at: Micros; actor: Actor; host: Host; title: string }
  | {
      index: number;
      kind: "ended";
      at: Micros;
      actor: Actor;
      host: Host;
      title: string;
      exit: string;
      good: boolean;
    }
  | WireMark;

export type TimelineConnection = {
  readonly key: string;
  /** 0, 1, 2 in order of appearance; drawn as A, B, C. */
  readonly order: number;
  readonly protocol: PacketView["protocol"];
  /** `10.0.0.2:41822`, the side that spoke first, and the other. */
  readonly opener: string;
  readonly answerer: string;
  packets: number;
};

/** What happened to the log, in order: a layout reads on from where it stood. */
export type TimelineChange =
  | { of: "call" | "return"; index: number }
  | { of: "packet" | "fate"; index: number }
  | { of: "mark"; index: number };

export type TimelinePause = {
  actor: Actor;
  host: Host;
  name: string;
  args: readonly string[];
  source: Source | null;
};

export type TimelineLog = {
  /** Every event folded in, in order of arrival. */
  readonly events: LabEvent[];
  readonly calls: TimelineCall[];
  readonly packets: TimelinePacket[];
  readonly marks: TimelineMark[];
  /** Of the marks, those that tell what the wire does. */
  readonly wireMarks: WireMark[];
  readonly changes: TimelineChange[];
  readonly actors: Map<Actor, TimelineActor>;
  /** Of the actors, those that have not ended. */
  readonly standing: Set<TimelineActor>;
  /** Who has made calls: of each host and name, the first of it. */
  readonly callers: Map<string, TimelineActor>;
  readonly connections: Map<string, TimelineConnection>;
  readonly packetOfFrame: Map<number, number>;
  /** Calls that have not come back, packets that the wire holds: by index. */
  readonly openCalls: Set<number>;
  readonly heldPackets: Set<number>;
  readonly repeats: RepeatedPackets;
  readonly asked: AskedPackets;
  readonly paused: Map<string, TimelinePause>;
  readonly ledger: ByteLedger;
  readonly reader: PacketReader;
  readonly callOfActor: Map<string, number>;
  /** What each descriptor of each actor is connected to, as the last call on it told. */
  readonly flows: Map<string, Flow>;
  /** What calls that have not come back work on, by index. */
  readonly openFlows: Map<number, Flow>;
  /** What each host's kernel was connecting when its table was last read, by actor and descriptor. */
  readonly connecting: Record<Host, { at: Micros; flows: ReadonlyMap<string, Flow> }>;
  /** Columns handed out: to each thread of each actor, and which there are for those of one name. */
  readonly lanes: { readonly own: Map<string, number>; readonly named: Map<string, readonly number[]> };
  readonly laneCount: Record<Host, number>;
  wire: WireSettings;
  /** ARP packets, folded away until wanted. */
  arp: number;
  /** Frames carried but not shown. */
  unshown: number;
  lastAt: Micros;
};

export function emptyLog(): TimelineLog {
  return {
    events: [],
    calls: [],
    packets: [],
    marks: [],
    wireMarks: [],
    changes: [],
    actors: new Map(),
    standing: new Set(),
    callers: new Map(),
    connections: new Map(),
    packetOfFrame: new Map(),
    openCalls: new Set(),
    heldPackets: new Set(),
    repeats: new RepeatedPackets(),
    asked: new AskedPackets(),
    paused: new Map(),
    ledger: new ByteLedger(),
    reader: new PacketReader(),
    callOfActor: new Map(),
    flows: new Map(),
    openFlows: new Map(),
    connecting: { you: { at: -1, flows: new Map() }, lab: { at: -1, flows: new Map() } },
    lanes: { own: new Map(), named: new Map() },
    laneCount: { you: 0, lab: 0 },
    wire: perfectWire,
    arp: 0,
    unshown: 0,
    lastAt: 0,
  };
}

export function addMark(log: TimelineLog, mark: TimelineMark): void {
  log.marks.push(mark);
  log.changes.push({ of: "mark", index: mark.index });
}
