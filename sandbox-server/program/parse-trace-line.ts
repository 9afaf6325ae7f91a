/** One line of a program's trace descriptor as a message, or null for what is none: the program can write there too. */
import { type TraceMessage, traceMessageSchema } from "./trace-message.ts";

export function parseTraceLine(line: string): TraceMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Not ours: the runtime writes whole lines of JSON only.
    return null;
  }
  const result = traceMessageSchema.safeParse(value);
  return result.success ? result.data : null;
}
