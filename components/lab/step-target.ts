import { liveProgram, type PausedCall, type Program } from "./lab-state.ts";

/** Whom Step and Continue are for: the program in view, and of its threads the one that stands there. */

export type StepTarget = {
  program: Program;
  /** The thread whose next call is made; null when all of them are in their calls. */
  thread: number | null;
  /** The file in which it stands, if that is known. */
  file: string | null;
};

type Programs = ReadonlyMap<string, Program>;

/**
 * @param open the file in view
 * @param target the file that Run would start
 */
export function stepTarget(programs: Programs, open: string, target: string): StepTarget | null {
  const program = programInView(programs, open, target);
  if (!program) return null;
  // They are in the order in which they came to stand.
  const standing = [...program.paused.values()];
  const call = standing.find((one) => isIn(one, open)) ?? standing[0];
  return { program, thread: call?.thread ?? null, file: call?.source?.file ?? null };
}

/** Who runs on at Continue: the program in view if it is stepped, also while it is in a call; else one that waits for Step. */
export function resumeTarget(programs: Programs, open: string, target: string): Program | null {
  const program = programInView(programs, open, target);
  if (program?.step) return program;
  return [...programs.values()].find((one) => liveProgram(one) && one.paused.size > 0) ?? null;
}

/** The program that stands in the file in view, or is in a call there, or is that file; else one that waits for Step. */
export function programInView(programs: Programs, open: string, target: string): Program | null {
  const named = liveOrNull(programs.get(target));
  const live = [...programs.values()].filter(liveProgram);
  const ways: ((program: Program) => boolean)[] = [
    (program) => [...program.paused.values()].some((call) => isIn(call, open)),
    (program) => [...program.calls.values()].some((call) => isIn(call, open)),
  ];
  // A file that two programs share belongs to the named one first.
  for (const way of ways) {
    const found = named && way(named) ? named : live.find(way);
    if (found) return found;
  }
  return named ?? live.find((program) => program.paused.size > 0) ?? null;
}

function isIn(call: PausedCall, file: string): boolean {
  return call.source?.file === file;
}

function liveOrNull(program: Program | undefined): Program | null {
  return program && liveProgram(program) ? program : null;
}
