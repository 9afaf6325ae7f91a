/** One line of a program's trace descriptor as a word, or null for what is none: the program can write there too. */
import { type TraceWord, traceWordSchema } from "./trace-word.ts";

export function parseTraceWord(line: string): TraceWord | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Not ours: the runtime writes whole lines of JSON only.
    return null;
  }
  const result = traceWordSchema.safeParse(value);
  return result.success ? result.data : null;
}
