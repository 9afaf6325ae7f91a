import { z } from "zod";
import { limits } from "./limits.ts";
import {
  filePathSchema,
  hostSchema,
  idiomSchema,
  lessonSlugSchema,
  peerIdSchema,
  runIdSchema,
} from "./names.ts";
import { wireSettingsSchema } from "./wire-settings.ts";

/** What a page may say to the sandbox server. Everything else gets a typed error, and the connection stays. */

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** A record's parser passes over `__proto__`, which would lose that file without a word. */
const isPlain = (value: unknown) =>
  typeof value === "object" && value !== null && !Object.hasOwn(value, "__proto__");

/** The learner's files by path. A record's keys are data: they become a Map as soon as they are read. */
export const filesSchema = z
  .custom<Record<string, string>>((value) => isPlain(value), "no file may be called __proto__")
  .pipe(z.record(filePathSchema, z.string()))
  .refine((files) => Object.keys(files).length <= limits.files.count, `at most ${limits.files.count} files`)
  .refine(
    (files) => Object.values(files).every((text) => bytesOf(text) <= limits.files.fileBytes),
    `a file has at most ${limits.files.fileBytes} bytes`,
  )
  .refine(
    (files) => Object.values(files).reduce((sum, text) => sum + bytesOf(text), 0) <= limits.files.totalBytes,
    `all files together have at most ${limits.files.totalBytes} bytes`,
  );
export type Files = z.infer<typeof filesSchema>;

const base64 = z
  .string()
  .max(Math.ceil(limits.assistant.sendBytes / 3) * 4)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/);
const port = z.int().min(1).max(65_535);
const connectionId = z.string().max(64);

/** What the learner's hand does through the assistant, a peer on host `lab`. */
export const assistantActSchema = z.discriminatedUnion("act", [
  z.strictObject({
    act: z.literal("listen"),
    protocol: z.enum(["tcp", "udp"]),
    port,
    encoding: z.enum(["utf-8", "gbk"]),
  }),
  z.strictObject({
    act: z.literal("connect"),
    protocol: z.enum(["tcp", "udp"]),
    port,
    encoding: z.enum(["utf-8", "gbk"]),
  }),
  /** Bytes to one connection, or to all (`null`); cut into pieces of `split` bytes with `gapMs` between them. */
  z.strictObject({
    act: z.literal("send"),
    to: z.nullable(connectionId),
    data: base64,
    split: z.int().min(0).max(65_535),
    gapMs: z.int().min(0).max(10_000),
    times: z.int().min(1).max(100),
    everyMs: z.int().min(0).max(60_000),
  }),
  z.strictObject({ act: z.literal("half-close"), to: z.nullable(connectionId) }),
  z.strictObject({ act: z.literal("close"), to: z.nullable(connectionId) }),
  z.strictObject({ act: z.literal("reset"), to: z.nullable(connectionId) }),
  /** Stop listening and close every connection. */
  z.strictObject({ act: z.literal("quit") }),
  /** Answer what comes: not at all, with the same bytes, or with these. */
  z.strictObject({ act: z.literal("answer"), how: z.enum(["never", "echo", "fixed"]), data: base64 }),
  /** Set a difficult peer on the learner's server at 10.0.0.2. */
  z.strictObject({
    act: z.literal("difficult"),
    port,
    peer: z.enum([
      "drip",
      "burst",
      "never-reads",
      "never-closes",
      "resets",
      "half-closes",
      "hundred",
      "garbage",
    ]),
  }),
]);
export type AssistantAct = z.infer<typeof assistantActSchema>;

export const clientMessageSchema = z.discriminatedUnion("type", [
  /** The first message: which lesson's reference peers and wire to set up; none is the playground. */
  z.strictObject({
    type: z.literal("open"),
    lesson: z.nullable(lessonSlugSchema),
    language: z.enum(["en", "zh"]),
    peers: z.optional(z.array(peerIdSchema).max(12)),
  }),
  z.strictObject({
    type: z.literal("run"),
    run: runIdSchema,
    entry: filePathSchema,
    files: filesSchema,
    args: z.array(z.string().max(limits.program.argLength)).max(limits.program.args),
    step: z.boolean(),
  }),
  z.strictObject({
    type: z.literal("stdin"),
    run: runIdSchema,
    text: z.string().max(limits.connection.stdinBytes),
  }),
  z.strictObject({ type: z.literal("stdin-end"), run: runIdSchema }),
  z.strictObject({
    type: z.literal("signal"),
    run: runIdSchema,
    signal: z.enum(["SIGINT", "SIGTERM", "SIGKILL"]),
  }),
  /** In step mode: let the program make its next call; or let it run. */
  z.strictObject({
    type: z.literal("step"),
    run: runIdSchema,
    /** Which of its threads; left out, the one that has stood before its call for longest. */
    thread: z.int().min(0).max(0x7fff_ffff).optional(),
  }),
  z.strictObject({ type: z.literal("continue"), run: runIdSchema }),
  z.strictObject({
    type: z.literal("check"),
    check: z.string().regex(/^c[0-9a-z]{1,24}$/),
    files: filesSchema,
    idiom: idiomSchema,
  }),
  z.strictObject({ type: z.literal("wire"), settings: wireSettingsSchema }),
  /** For a held frame. `alter` sends these bytes in its stead. */
  z.strictObject({ type: z.literal("frame"), frame: z.int(), action: z.enum(["release", "drop"]) }),
  z.strictObject({ type: z.literal("frame-alter"), frame: z.int(), data: base64 }),
  z.strictObject({ type: z.literal("release-all"), host: z.nullable(hostSchema) }),
  /** Start, stop or start anew a reference peer. */
  z.strictObject({ type: z.literal("peer"), peer: peerIdSchema, action: z.enum(["start", "stop"]) }),
  z.strictObject({ type: z.literal("assistant"), act: assistantActSchema }),
  /** Ask the learner's HTTP server on 10.0.0.2 for something: raw request bytes. */
  z.strictObject({
    type: z.literal("preview"),
    preview: z.string().regex(/^p[0-9a-z]{1,24}$/),
    port,
    request: base64,
  }),
  /** Somebody is at the page, typing or reading, and may press Run soon. */
  z.strictObject({ type: z.literal("awake") }),
  z.strictObject({ type: z.literal("ping") }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;
export type ClientMessageOf<Type extends ClientMessage["type"]> = Extract<ClientMessage, { type: Type }>;
