import type { OpenCall, PausedCall, Program } from "../lab/lab-state.ts";

/** What the editor marks in a file: lines where a program stands now. */
export type LineMark = {
  file: string;
  line: number;
  kind: "in" | "paused";
  call: string;
  /** Microseconds since the lab opened. */
  since: number;
};

/** Every line in which one of these programs is, or before which it waits; the innermost state of each thread. */
export function lineMarks(programs: Iterable<Program>): LineMark[] {
  const marks: LineMark[] = [];
  const mark = (kind: LineMark["kind"], call: OpenCall | PausedCall) => {
    if (call.source)
      marks.push({
        file: call.source.file,
        line: call.source.line,
        kind,
        call: call.name,
        since: call.at,
      });
  };
  for (const program of programs) {
    // In Node's idiom a call is under way while its thread goes on to the next: then it is there that it stands.
    for (const [thread, call] of program.calls) if (!program.paused.has(thread)) mark("in", call);
    for (const call of program.paused.values()) mark("paused", call);
  }
  return marks;
}
