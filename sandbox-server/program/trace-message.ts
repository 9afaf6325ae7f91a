/**
 * What a sandboxed program's own side of the house says on its trace descriptor, one JSON object a line.
 * The program can write there too: what comes is the learner's word about their own run, and is parsed like any message.
 */
import { z } from "zod";
import { returnEventSchema, sourceSchema } from "../../protocol/lab-event.ts";

/** CLOCK_MONOTONIC in microseconds, not yet counted from the lab's opening. */
const clock = z.number().nonnegative();
/** A program may write what it likes here; what it writes is decoded in other people's browsers. */
const base64 = z
  .string()
  .max(8_000)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/);
/** What a call came to is told on in the same words; only the bytes have a bound of their own, above. */
const returned = returnEventSchema.shape;
const display = { name: z.string().max(40), args: z.array(z.string().max(200)).max(8) };

export const traceMessageSchema = z.discriminatedUnion("t", [
  /** Booted, waiting for its program. */
  z.object({ t: z.literal("ready") }),
  z.object({
    t: z.literal("call"),
    at: clock,
    call: z.int(),
    thread: z.int(),
    fd: z.nullable(z.int()),
    source: z.nullable(sourceSchema),
    ...display,
  }),
  z.object({
    t: z.literal("return"),
    at: clock,
    call: z.int(),
    outcome: returned.outcome,
    newFd: returned.newFd,
    moved: z.optional(z.object({ way: z.enum(["sent", "received"]), bytes: z.int(), data: base64 })),
    flow: returned.flow,
  }),
  z.object({
    t: z.literal("paused"),
    at: clock,
    thread: z.int(),
    source: z.nullable(sourceSchema),
    ...display,
  }),
  /** Calls go on past `limits.program.calls`, but are told no more. */
  z.object({ t: z.literal("unshown") }),
  /** The program ended because of this limit, or could not do what it wanted. */
  z.object({ t: z.literal("limit"), what: z.enum(["memory", "tasks", "files", "disk"]) }),
  /** The program is about to end by itself with this code: without it, 137 could also mean SIGKILL. */
  z.object({ t: z.literal("exit"), code: z.int() }),
]);
export type TraceMessage = z.infer<typeof traceMessageSchema>;
