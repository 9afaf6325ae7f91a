/** Threads of a learner's program. */
import type { ProgramToRun } from "../program/program-to-run.ts";
import type { Shared } from "./channels.ts";

export async function serveThreads(_program: {
  files: ProgramToRun["files"];
  shared: Shared;
}): Promise<void> {}
