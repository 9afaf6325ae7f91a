/**
 * What a sandboxed program's own side of the house says on its trace descriptor, one JSON object a line: a few words in
 * the life of a run, of which none is about one call. Calls go through the ring (trace-record.ts); an empty line here
 * is its bell. The program can write there too, so what comes is parsed like any message.
 */
import { z } from "zod";

export const traceWordSchema = z.discriminatedUnion("t", [
  /** Booted, waiting for its program. */
  z.object({ t: z.literal("ready") }),
  /** Calls go on past `limits.program.calls`, but are told no more. */
  z.object({ t: z.literal("unshown") }),
  /** The program ended because of this limit, or could not do what it wanted. */
  z.object({ t: z.literal("limit"), what: z.enum(["memory", "tasks", "files", "disk"]) }),
  /** The program is about to end by itself with this code: without it, 137 could also mean SIGKILL. */
  z.object({ t: z.literal("exit"), code: z.int() }),
]);
export type TraceWord = z.infer<typeof traceWordSchema>;
