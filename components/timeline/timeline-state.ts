/**
 * The timeline's fold over what happens in a lab: calls with their returns, packets with their fates, who acts on which
 * lane, which conversations there are. Hands on a log that the layout follows change by change.
 *
 * The log inside grows in place, so that a batch costs what is in the batch. A state that is folded twice (React's
 * strict mode, a replay that went back) is folded anew from the events it had seen: no state is ever changed.
 */
import type { Fate, Flow, LabEvent, LabEventOf, SocketRow, Source } from "../../protocol/lab-event.ts";
import type { Actor, Host, Micros } from "../../protocol/names.ts";
import { perfectWire } from "../../protocol/perfect-wire.ts";
import type { WireSettings } from "../../protocol/wire-settings.ts";
import { fromBase64 } from "../controls/base64.ts";
import { ByteLedger } from "./byte-ledger.ts";
import { connectionKey, directionKey, endText, type FlowEnds, flowEnds, portKey } from "./flow-key.ts";
import { PacketReader } from "./packet-reader.ts";
import type { PacketView } from "./packet-view.ts";

export type Outcome = LabEventOf<"return">["outcome"];

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
  | { index: number; kind: "wire"; at: Micros; settings: WireSettings };

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
  readonly changes: TimelineChange[];
  readonly actors: Map<Actor, TimelineActor>;
  readonly connections: Map<string, TimelineConnection>;
  readonly packetOfFrame: Map<number, number>;
  /** Calls that have not come back, packets that the wire holds: by index. */
  readonly openCalls: Set<number>;
  readonly heldPackets: Set<number>;
  /** Packets sent again or twice, by index, joined to their first when drawn. */
  readonly joined: number[];
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
  /** Columns handed out, by host, title and thread; and how many on each host. */
  readonly lanes: Map<string, number>;
  readonly laneCount: Record<Host, number>;
  wire: WireSettings;
  /** ARP packets, folded away until wanted. */
  arp: number;
  /** Frames carried but not shown. */
  unshown: number;
  lastAt: Micros;
};

/** `seen` is how many events this state knows: its log may meanwhile have grown for a later one. */
export type TimelineState = { readonly seen: number; readonly log: TimelineLog };

function emptyLog(): TimelineLog {
  return {
    events: [],
    calls: [],
    packets: [],
    marks: [],
    changes: [],
    actors: new Map(),
    connections: new Map(),
    packetOfFrame: new Map(),
    openCalls: new Set(),
    heldPackets: new Set(),
    joined: [],
    paused: new Map(),
    ledger: new ByteLedger(),
    reader: new PacketReader(),
    callOfActor: new Map(),
    flows: new Map(),
    openFlows: new Map(),
    connecting: { you: { at: -1, flows: new Map() }, lab: { at: -1, flows: new Map() } },
    lanes: new Map(),
    laneCount: { you: 0, lab: 0 },
    wire: perfectWire,
    arp: 0,
    unshown: 0,
    lastAt: 0,
  };
}

/** A lab in which nothing has happened yet. */
export const initialTimeline: TimelineState = Object.freeze({ seen: 0, log: emptyLog() });

/** Takes a batch in. The state it is given stays what it was, and may be folded again. */
export function reduceTimeline(state: TimelineState, events: readonly LabEvent[]): TimelineState {
  let log = state.log;
  let taken = 0;
  for (const event of events) {
    if (!concernsTimeline(event)) continue;
    if (taken === 0 && (state === initialTimeline || log.events.length !== state.seen)) {
      const known = log.events.slice(0, state.seen);
      log = emptyLog();
      for (const old of known) take(log, old);
    }
    take(log, event);
    taken++;
  }
  return taken === 0 ? state : { seen: state.seen + taken, log };
}

function concernsTimeline(event: LabEvent): boolean {
  switch (event.type) {
    case "program-started":
    case "program-ended":
    case "peer-started":
    case "peer-ended":
    case "call":
    case "return":
    case "flow":
    case "paused":
    case "frame":
    case "fate":
    case "frames-unshown":
    case "wire":
      return true;
    case "sockets":
      return event.rows.some(isConnecting);
    default:
      return false;
  }
}

const isConnecting = ({ protocol, state }: SocketRow) =>
  state === "SYN_SENT" && (protocol === "tcp" || protocol === "tcp6");

/** Programs run on `you`, peers on `lab`. */
export const hostOfActor = (actor: Actor): Host => (actor.startsWith("peer:") ? "lab" : "you");

const laneKey = (actor: Actor, thread: number) => `${actor} ${thread}`;

/** Where the thread that made this open call stands now, in step mode: before another call, not inside this one. */
export const standsBefore = (log: TimelineLog, call: TimelineCall): TimelinePause | null =>
  call.ended === null ? (log.paused.get(laneKey(call.actor, call.thread)) ?? null) : null;

/**
 * Each thread of each program has a column of its own, handed out when it first calls; a program that runs anew gets
 * its old ones back, and a second one of the same name beside it gets others. Peers come and go by the dozen: theirs
 * are lent, so that the innermost that nobody waits in is used.
 */
function laneFor(log: TimelineLog, acting: TimelineActor, thread: number): number {
  const { host, title, actor } = acting;
  const twin = [...log.actors.values()].some(
    (other) => other !== acting && other.host === host && other.title === title && other.ended === null,
  );
  const key = `${host} ${title} ${twin ? actor : ""} ${thread}`;
  let lane = log.lanes.get(key);
  if (host === "lab") {
    const busy = new Set<number>();
    for (const index of log.openCalls) {
      const call = log.calls[index];
      if (call?.host === host) busy.add(call.lane);
    }
    if (lane === undefined || busy.has(lane)) {
      lane = 0;
      while (busy.has(lane)) lane++;
      log.laneCount[host] = Math.max(log.laneCount[host], lane + 1);
      log.lanes.set(key, lane);
    }
  } else if (lane === undefined) {
    lane = log.laneCount[host]++;
    log.lanes.set(key, lane);
  }
  if (acting.lane < 0 || thread === 0) acting.lane = lane;
  return lane;
}

function actorOf(log: TimelineLog, actor: Actor, at: Micros, title?: string): TimelineActor {
  const known = log.actors.get(actor);
  if (known && known.ended === null) return known;
  const host = hostOfActor(actor);
  const name = title ?? known?.title ?? actor.replace(/^peer:/, "");
  const made: TimelineActor = { actor, host, title: name, lane: -1, started: at, ended: null };
  log.actors.set(actor, made);
  return made;
}

function addMark(log: TimelineLog, mark: TimelineMark): void {
  log.marks.push(mark);
  log.changes.push({ of: "mark", index: mark.index });
}

/** The kernel takes a dead program's calls back: their bars end there. */
function endActor(log: TimelineLog, actor: Actor, at: Micros, exit: string, good: boolean): void {
  const ending = log.actors.get(actor);
  for (const index of log.openCalls) {
    const call = log.calls[index];
    if (call?.actor !== actor) continue;
    call.ended = Math.max(at, call.at);
    log.openCalls.delete(index);
    log.openFlows.delete(index);
    log.ledger.closeSend(index);
    log.changes.push({ of: "return", index });
  }
  for (const key of log.paused.keys()) if (key.startsWith(`${actor} `)) log.paused.delete(key);
  if (!ending || ending.ended !== null) return;
  ending.ended = at;
  const { host, title } = ending;
  addMark(log, { index: log.marks.length, kind: "ended", at, actor, host, title, exit, good });
}

function noteConnection(log: TimelineLog, view: PacketView): void {
  if (view.connection === null) return;
  const known = log.connections.get(view.connection);
  if (known) {
    known.packets++;
    return;
  }
  log.connections.set(view.connection, {
    key: view.connection,
    order: log.connections.size,
    protocol: view.protocol,
    opener: endText(view.source),
    answerer: endText(view.destination),
    packets: 1,
  });
}

/** For the bytes of the packet that is being read; what its view keeps of them is words and numbers. */
const room = new Uint8Array(4_096);

function takeFrame(log: TimelineLog, event: LabEventOf<"frame">): void {
  const index = log.packets.length;
  const view = log.reader.read(fromBase64(event.data, room), event);
  const packet: TimelinePacket = {
    index,
    frame: event.frame,
    at: event.at,
    link: event.link,
    from: event.from,
    length: event.length,
    data: event.data,
    fate: event.fate ?? null,
    held: event.held ?? false,
    duplicateOf: event.duplicateOf ?? null,
    view,
  };
  log.packets.push(packet);
  log.packetOfFrame.set(event.frame, index);
  log.changes.push({ of: "packet", index });
  if (packet.held && !packet.fate) log.heldPackets.add(index);
  if (packet.duplicateOf !== null || view.againOf !== null) log.joined.push(index);
  noteConnection(log, view);
  // A port that is used anew begins another conversation.
  if (view.flags.syn && !view.flags.ack) {
    for (const [open, flow] of log.openFlows) {
      const call = log.calls[open];
      if (call) joinOpen(log, call, flow);
    }
  }
  if (view.kind === "arp") log.arp++;
  const key = log.reader.direction(view);
  if (key !== null && view.span) log.ledger.addSegment(key, index, view.span);
  if (key !== null && view.protocol === "udp")
    log.ledger.addDatagram(key, index, view.payloadBytes, event.at, packet.duplicateOf !== null);
  if (packet.fate) settle(log, packet, packet.fate);
}

/** The host that a packet goes to. */
export const receiverOf = ({ link, from }: Pick<TimelinePacket, "link" | "from">): Host =>
  link === "lo" ? from : from === "you" ? "lab" : "you";

function settle(log: TimelineLog, packet: TimelinePacket, fate: Fate): void {
  packet.fate = fate;
  log.heldPackets.delete(packet.index);
  if (fate.kind === "delivered" && packet.view.protocol === "udp")
    log.ledger.deliverDatagram(
      portKey(receiverOf(packet), packet.view.destination.port),
      packet.index,
      packet.view.payloadBytes,
      fate.at,
      endText(packet.view.source),
    );
}

const descriptorKey = (actor: Actor, fd: number) => `${actor} ${fd}`;

/** The ledger's name for a flow's direction away from `host` or to it; null for flows without two ends. */
function ledgerKey(log: TimelineLog, flow: Flow, host: Host, way: "sent" | "received"): string | null {
  const ends = flowEnds(flow, host);
  if (!ends) return null;
  const [from, to] = way === "sent" ? [ends.local, ends.remote] : [ends.remote, ends.local];
  const generation = log.reader.generation(flow.protocol, ends.local, ends.remote);
  return directionKey(flow.protocol, from, to) + generation;
}

/** A descriptor's flow is what the last call on it told; a number that is given out anew begins without one. */
function noteFlow(log: TimelineLog, call: TimelineCall, { newFd, flow }: LabEventOf<"return">): void {
  const fd = newFd ?? call.fd;
  if (fd === null) return;
  if (flow && call.name !== "close") log.flows.set(descriptorKey(call.actor, fd), flow);
  else if (newFd !== undefined || call.name === "close") log.flows.delete(descriptorKey(call.actor, fd));
}

/** A send of a stream may have bytes on the wire long before it comes back. */
function openSend(log: TimelineLog, call: TimelineCall): void {
  if (call.fd === null || !/^(send|write)/.test(call.name)) return;
  const flow = log.flows.get(descriptorKey(call.actor, call.fd));
  const key = flow?.protocol === "tcp" ? ledgerKey(log, flow, call.host, "sent") : null;
  if (key !== null) log.ledger.openSend(key, call.index);
}

const connectionOf = (log: TimelineLog, protocol: Flow["protocol"], { local, remote }: FlowEnds): string =>
  connectionKey(protocol, local, remote) + log.reader.generation(protocol, local, remote);

/** A call that has not come back is joined to its conversation: it may wait for long, and be looked at meanwhile. */
function joinOpen(log: TimelineLog, call: TimelineCall, flow: Flow): void {
  const ends = flowEnds(flow, call.host);
  if (!ends) return;
  log.openFlows.set(call.index, flow);
  call.connection = connectionOf(log, flow.protocol, ends);
}

/** A `connect` that blocks its thread cannot tell what it works on: the kernel's table does, by who and which descriptor. */
function joinConnecting(log: TimelineLog, call: TimelineCall): void {
  const { at, flows } = log.connecting[call.host];
  if (call.fd === null || !call.name.startsWith("connect") || at < call.at) return;
  const flow = flows.get(descriptorKey(call.actor, call.fd));
  if (flow) joinOpen(log, call, flow);
}

function takeTable(log: TimelineLog, { host, at, rows }: LabEventOf<"sockets">): void {
  const flows = new Map<string, Flow>();
  const twice = new Set<string>();
  for (const row of rows) {
    if (!isConnecting(row) || row.owner?.fd === undefined) continue;
    const key = descriptorKey(row.owner.actor, row.owner.fd);
    if (flows.has(key)) twice.add(key);
    flows.set(key, { protocol: "tcp", local: row.local, remote: row.remote });
  }
  // Two processes of one program have descriptors of the same number.
  for (const key of twice) flows.delete(key);
  log.connecting[host] = { at, flows };
  for (const index of log.openCalls) {
    const call = log.calls[index];
    if (call?.host === host) joinConnecting(log, call);
  }
}

function takeReturn(log: TimelineLog, event: LabEventOf<"return">): void {
  const index = log.callOfActor.get(`${event.actor} ${event.call}`);
  const call = index === undefined ? undefined : log.calls[index];
  // A call past the limit of those shown has a return without a beginning.
  if (!call || call.ended !== null) return;
  call.ended = Math.max(event.at, call.at);
  call.outcome = event.outcome;
  log.openCalls.delete(call.index);
  log.openFlows.delete(call.index);
  log.ledger.closeSend(call.index);
  noteFlow(log, call, event);
  const ends = event.flow ? flowEnds(event.flow, call.host) : null;
  if (event.flow && ends) {
    call.connection = connectionOf(log, event.flow.protocol, ends);
    const { protocol } = event.flow;
    const { moved } = event;
    const key = moved ? ledgerKey(log, event.flow, call.host, moved.way) : null;
    if (moved && key !== null && !(protocol === "udp" && moved.way === "received"))
      log.ledger.addCall(key, moved.way, call.index, moved.bytes, protocol === "tcp");
  }
  const local = event.flow?.local;
  if (event.moved?.way === "received" && event.flow?.protocol === "udp" && Array.isArray(local))
    log.ledger.addCall(
      portKey(call.host, local[1]),
      "received",
      call.index,
      event.moved.bytes,
      false,
      ends ? endText(ends.remote) : null,
    );
  call.stream = event.flow?.protocol === "tcp" || event.flow?.protocol === "unix";
  call.newFd = event.newFd ?? null;
  if (event.moved) call.moved = { way: event.moved.way, bytes: event.moved.bytes };
  log.changes.push({ of: "return", index: call.index });
}

function take(log: TimelineLog, event: LabEvent): void {
  log.events.push(event);
  log.lastAt = Math.max(log.lastAt, event.at);
  switch (event.type) {
    case "program-started":
    case "peer-started": {
      const actor: Actor = event.type === "program-started" ? event.run : `peer:${event.peer}`;
      const title = event.type === "program-started" ? event.file : event.title;
      const acting = actorOf(log, actor, event.at, title);
      const { host } = acting;
      // Its first call may have come a little before the news of its start.
      acting.title = title;
      // A reference peer stands there from the beginning: only what the learner starts is told.
      if (event.type === "program-started")
        addMark(log, { index: log.marks.length, kind: "started", at: event.at, actor, host, title });
      return;
    }
    case "program-ended": {
      const exit = "code" in event.exit ? String(event.exit.code) : event.exit.signal;
      endActor(log, event.run, event.at, exit, exit === "0");
      return;
    }
    case "peer-ended":
      endActor(log, `peer:${event.peer}`, event.at, event.error ?? "", event.error === undefined);
      return;
    case "call": {
      const { actor, call, thread, name, fd, args, source, at } = event;
      const acting = actorOf(log, actor, at);
      const { host } = acting;
      const lane = laneFor(log, acting, thread);
      const index = log.calls.length;
      const begun: TimelineCall = {
        index,
        actor,
        host,
        lane,
        call,
        thread,
        name,
        fd,
        args,
        source,
        at,
        ended: null,
        outcome: null,
        stood: false,
        moved: null,
        newFd: null,
        stream: false,
        connection: null,
      };
      log.calls.push(begun);
      openSend(log, begun);
      log.callOfActor.set(`${actor} ${call}`, index);
      log.openCalls.add(index);
      joinConnecting(log, begun);
      log.paused.delete(laneKey(actor, thread));
      log.changes.push({ of: "call", index });
      return;
    }
    case "return":
      takeReturn(log, event);
      return;
    case "flow": {
      const call = log.calls[log.callOfActor.get(`${event.actor} ${event.call}`) ?? -1];
      if (call?.ended === null) joinOpen(log, call, event.flow);
      return;
    }
    case "sockets":
      takeTable(log, event);
      return;
    case "paused": {
      const { actor, name, args, source, thread } = event;
      log.paused.set(laneKey(actor, thread), { actor, host: hostOfActor(actor), name, args, source });
      for (const index of log.openCalls) {
        const call = log.calls[index];
        if (call?.actor === actor && call.thread === thread) call.stood = true;
      }
      return;
    }
    case "frame":
      takeFrame(log, event);
      return;
    case "fate": {
      const index = log.packetOfFrame.get(event.frame);
      const packet = index === undefined ? undefined : log.packets[index];
      if (!packet || packet.fate) return;
      settle(log, packet, event.fate);
      log.changes.push({ of: "fate", index: packet.index });
      return;
    }
    case "frames-unshown":
      log.unshown += event.count;
      return;
    case "wire":
      if (JSON.stringify(log.wire) === JSON.stringify(event.settings)) return;
      log.wire = event.settings;
      addMark(log, { index: log.marks.length, kind: "wire", at: event.at, settings: event.settings });
      return;
  }
}
