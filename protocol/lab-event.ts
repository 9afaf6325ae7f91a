import { z } from "zod";
import { limits } from "./limits.ts";
import { actorSchema, hostSchema, microsSchema, peerIdSchema, runIdSchema } from "./names.ts";
import { wireSettingsSchema } from "./wire-settings.ts";

/**
 * What happens in a lab. A page draws nothing else: every instrument is a fold over these events,
 * a recording is a list of them, and a replay is the same fold without a server.
 */

const at = microsSchema;
const base64 = z.string().max(200_000);

/** A place in the learner's file. Lines and columns start at 1. */
export const sourceSchema = z.object({ file: z.string().max(200), line: z.int(), column: z.int() });
export type Source = z.infer<typeof sourceSchema>;

/** One end of a flow, as the kernel names it: `["10.0.0.2", 8080]`, or a Unix path. */
export const endpointSchema = z.union([z.tuple([z.string().max(64), z.int()]), z.string().max(128)]);
export type Endpoint = z.infer<typeof endpointSchema>;

/** The connection or datagram flow that a call's bytes belong to; it ties calls to packets. */
export const flowSchema = z.object({
  protocol: z.enum(["tcp", "udp", "icmp", "unix"]),
  local: endpointSchema,
  remote: z.nullable(endpointSchema),
});
export type Flow = z.infer<typeof flowSchema>;

/** A call is about to enter the kernel. `call` counts up within its actor; `thread` 0 is the main thread. */
export const callEventSchema = z.object({
  type: z.literal("call"),
  at,
  actor: actorSchema,
  call: z.int(),
  thread: z.int(),
  /** As the learner wrote it: `recv`, `accept`, `select`. */
  name: z.string().max(40),
  fd: z.nullable(z.int()),
  /** Arguments for display, bytes capped: `["\"hello\"", "5 B"]`. */
  args: z.array(z.string().max(200)).max(8),
  source: z.nullable(sourceSchema),
});
export type CallEvent = z.infer<typeof callEventSchema>;

/** The call came back. `text` is the result for display; a failure names its errno. */
export const returnEventSchema = z.object({
  type: z.literal("return"),
  at,
  actor: actorSchema,
  call: z.int(),
  outcome: z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), text: z.string().max(300) }),
    z.object({ ok: z.literal(false), code: z.string().max(40), message: z.string().max(300) }),
  ]),
  /** A descriptor that the call made: `socket`, `accept`. */
  newFd: z.optional(z.int()),
  /** Bytes the call moved, and which way, of which flow. */
  moved: z.optional(z.object({ way: z.enum(["sent", "received"]), bytes: z.int(), data: base64 })),
  flow: z.optional(flowSchema),
});
export type ReturnEvent = z.infer<typeof returnEventSchema>;

/**
 * What a call that has not come back works on, once the kernel has chosen both ends: a `connect` in Node's idiom is
 * told so as soon as its SYN leaves. One that blocks its thread tells nothing; the kernel's table (`sockets`) has it.
 */
export const flowEventSchema = z.object({
  type: z.literal("flow"),
  at,
  actor: actorSchema,
  call: z.int(),
  flow: flowSchema,
});
export type FlowEvent = z.infer<typeof flowEventSchema>;

/**
 * What was typed at a program's terminal, told once the program's stdin has it: what nobody reads is dropped and never
 * told. `key` is a key that acts by itself: Ctrl+D has ended the input, Ctrl+C has interrupted the program.
 */
const inputEventSchema = z.object({
  type: z.literal("input"),
  at,
  run: runIdSchema,
  text: z.string().max(limits.connection.stdinBytes),
  key: z.optional(z.enum(["end", "interrupt"])),
});

/** In step mode: a program stands before a call and waits for Step or Continue. */
export const pausedEventSchema = z.object({
  type: z.literal("paused"),
  at,
  actor: runIdSchema,
  thread: z.int(),
  name: z.string().max(40),
  args: z.array(z.string().max(200)).max(8),
  source: z.nullable(sourceSchema),
});

/** What became of a frame at the wire. A frame without a fate yet is on its way (delayed) or held. */
export const fateSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("delivered"),
    at,
    corrupted: z.optional(z.boolean()),
    altered: z.optional(z.boolean()),
    /** What arrived, where that is not what was sent (corrupted or altered). */
    data: z.optional(base64),
  }),
  z.object({ kind: z.literal("lost"), at, why: z.enum(["loss", "cut", "dropped", "full"]) }),
]);
export type Fate = z.infer<typeof fateSchema>;

/** One Ethernet frame, seen as it left `from`. `data` is base64, capped; `length` is the whole frame. */
export const frameEventSchema = z.object({
  type: z.literal("frame"),
  /** When the wire took it. */
  at,
  /** Counts up within the lab. */
  frame: z.int(),
  /** `wire` between the hosts, or `lo`: one host talking to itself over 127.0.0.1. */
  link: z.enum(["wire", "lo"]),
  from: hostSchema,
  length: z.int(),
  data: base64,
  /** Known at once on a perfect wire and on `lo`; otherwise a `fate` event follows. */
  fate: z.optional(fateSchema),
  /** The wire holds it until someone releases or drops it. */
  held: z.optional(z.boolean()),
  /** A copy that the wire made of this earlier frame. */
  duplicateOf: z.optional(z.int()),
});
export type FrameEvent = z.infer<typeof frameEventSchema>;

export const fateEventSchema = z.object({ type: z.literal("fate"), at, frame: z.int(), fate: fateSchema });

/** TCP states under the kernel's names (tcp_states.h); UDP sockets are `UNCONN` or `ESTABLISHED`. */
export const socketStateSchema = z.enum([
  "ESTABLISHED",
  "SYN_SENT",
  "SYN_RECV",
  "FIN_WAIT1",
  "FIN_WAIT2",
  "TIME_WAIT",
  "CLOSE",
  "CLOSE_WAIT",
  "LAST_ACK",
  "LISTEN",
  "CLOSING",
  "UNCONN",
]);
export type SocketState = z.infer<typeof socketStateSchema>;

/** One row of the kernel's own socket table. For a listener Recv-Q is the accept queue and Send-Q its backlog. */
export const socketRowSchema = z.object({
  /** Stable for one socket's life: the inode, or protocol and addresses where the inode is 0 (TIME_WAIT). */
  key: z.string().max(160),
  protocol: z.enum(["tcp", "tcp6", "udp", "udp6", "unix", "raw"]),
  local: endpointSchema,
  remote: z.nullable(endpointSchema),
  state: socketStateSchema,
  recvQ: z.int(),
  sendQ: z.int(),
  retransmits: z.int(),
  /** Congestion window in segments, smoothed round trip in microseconds, where the kernel tells them. */
  cwnd: z.optional(z.int()),
  rttMicros: z.optional(z.int()),
  /** Who owns it: a run and its descriptor, or a reference peer. */
  owner: z.optional(z.object({ actor: actorSchema, fd: z.optional(z.int()) })),
});
export type SocketRow = z.infer<typeof socketRowSchema>;

/** The whole table of one host, sent when it changed. */
export const socketsEventSchema = z.object({
  type: z.literal("sockets"),
  at,
  host: hostSchema,
  rows: z.array(socketRowSchema).max(2_000),
});

/** Words that the page says in the reader's language; `data` fills their blanks. */
export const noticeSchema = z.object({
  code: z.enum([
    "limit-memory",
    "limit-lab-memory",
    "limit-tasks",
    "limit-files",
    "limit-disk",
    "limit-output",
    "limit-wall",
    "limit-cpu",
    "limit-programs",
    "limit-calls",
    "limit-frames",
    "limit-stdin",
    "stopped",
    "replaced",
    "lab-error",
  ]),
  data: z.record(z.string(), z.union([z.string().max(300), z.number()])),
});
export type Notice = z.infer<typeof noticeSchema>;

export const exitSchema = z.union([z.object({ code: z.int() }), z.object({ signal: z.string().max(16) })]);
export type Exit = z.infer<typeof exitSchema>;

/** What one check found. Text comes in the reader's language, made by the lesson's check. */
export const verdictSchema = z.discriminatedUnion("result", [
  z.object({ result: z.literal("passed") }),
  z.object({
    result: z.literal("failed"),
    expected: z.string().max(1_000),
    seen: z.string().max(2_000),
    /** Frames that prove it. */
    frames: z.array(z.int()).max(50),
  }),
  /** The check could not be held: an earlier one failed, or the platform did. */
  z.object({ result: z.literal("skipped"), why: z.string().max(500) }),
]);
export type Verdict = z.infer<typeof verdictSchema>;

/** One line of a reference peer's log: what it did, sent (`out`) or received (`in`). */
const peerLogSchema = z.object({
  type: z.literal("peer-log"),
  at,
  peer: peerIdSchema,
  kind: z.enum(["info", "in", "out", "error"]),
  text: z.string().max(4_000),
  /** The bytes themselves, for the assistant's hex view and "send again". */
  data: z.optional(base64),
  /** How many bytes there were, where `data` is only their beginning. */
  length: z.optional(z.int()),
  /** Which of the peer's connections, as `10.0.0.2:41822`. */
  remote: z.optional(z.string().max(64)),
});

/**
 * How the assistant stands, sent when that changes. Its log comes as `peer-log` events of the peer `assistant`, with
 * a connection's id as `remote`.
 */
export const assistantEventSchema = z.object({
  type: z.literal("assistant"),
  at,
  listening: z.nullable(z.object({ protocol: z.enum(["tcp", "udp"]), port: z.int() })),
  connections: z
    .array(
      z.object({
        /** The other end, as `10.0.0.2:41822`; acts name a connection by it. */
        id: z.string().max(64),
        protocol: z.enum(["tcp", "udp"]),
        /** Our end has said that it sends no more (FIN sent); theirs has (FIN received). */
        ended: z.object({ ours: z.boolean(), theirs: z.boolean() }),
      }),
    )
    .max(500),
});
export type AssistantEvent = z.infer<typeof assistantEventSchema>;

export const labEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("program-started"),
    at,
    run: runIdSchema,
    file: z.string().max(200),
    args: z.array(z.string().max(limits.program.argLength)).max(limits.program.args),
    pid: z.int(),
    step: z.boolean(),
  }),
  z.object({
    type: z.literal("output"),
    at,
    run: runIdSchema,
    stream: z.enum(["stdout", "stderr"]),
    text: z.string().max(limits.program.outputBytes),
  }),
  inputEventSchema,
  z.object({ type: z.literal("notice"), at, run: z.nullable(runIdSchema), notice: noticeSchema }),
  z.object({ type: z.literal("program-ended"), at, run: runIdSchema, exit: exitSchema }),
  callEventSchema,
  returnEventSchema,
  flowEventSchema,
  pausedEventSchema,
  frameEventSchema,
  fateEventSchema,
  /** Frames that were carried but not shown, since the last such event. */
  z.object({ type: z.literal("frames-unshown"), at, count: z.int() }),
  z.object({ type: z.literal("wire"), at, settings: wireSettingsSchema }),
  socketsEventSchema,
  z.object({
    type: z.literal("peer-started"),
    at,
    peer: peerIdSchema,
    title: z.string().max(80),
    address: z.string().max(80),
  }),
  peerLogSchema,
  z.object({ type: z.literal("peer-ended"), at, peer: peerIdSchema, error: z.optional(z.string().max(300)) }),
  assistantEventSchema,
  z.object({
    type: z.literal("check-started"),
    at,
    check: z.string().max(40),
    ids: z.array(z.string().max(40)),
  }),
  z.object({
    type: z.literal("verdict"),
    at,
    check: z.string().max(40),
    id: z.string().max(40),
    verdict: verdictSchema,
  }),
  z.object({ type: z.literal("check-ended"), at, check: z.string().max(40) }),
  /** A response to a `preview` message: what the learner's HTTP server returned, byte for byte. */
  z.object({
    type: z.literal("preview"),
    at,
    preview: z.string().max(40),
    request: base64,
    response: base64,
    /** `busy`: it was not sent, since as many as may wait were waiting. */
    ended: z.enum(["close", "timeout", "refused", "reset", "too-long", "busy"]),
  }),
]);
export type LabEvent = z.infer<typeof labEventSchema>;
export type LabEventOf<Type extends LabEvent["type"]> = Extract<LabEvent, { type: Type }>;
