/** What a booted sandbox is told to run, and the words of the control descriptor. Shared with what runs inside. */

/** What a booted program is given to run: one frame on its control descriptor, a 4-byte little-endian length first. */
export type ProgramToRun = {
  entry: string;
  args: string[];
  step: boolean;
  /** Calls told of this run. */
  calls: number;
  files: FileToRun[];
};

/**
 * A file as written (for the home) and as run (types gone, positions the same). With `fault` it cannot be run, and
 * that is what a terminal shows for it. `site` is the name by which its calls say their sites, if they do.
 */
export type FileToRun = { path: string; text: string; code: string; fault?: string; site?: string };

/** After that frame, presses: a byte that says which button, and 4 that say for which thread, little-endian. */
export const pressBytes = 5;
/** The thread makes its call and stops at the next. */
export const stepByte = 0x73;
/** All threads run on for good. */
export const continueByte = 0x63;

/** The learner's home on host `you`. */
export const homePath = "/home/you";
