import type { RunId } from "../../protocol/names.ts";
import { filesRecord, programsOf, sizeProblem, splitArgs } from "../editor/files-state.ts";
import type { FilesStore } from "../editor/files-store.ts";
import { liveProgram } from "./lab-state.ts";
import { resumeTarget, stepTarget } from "./step-target.ts";
import type { Lab } from "./use-lab.ts";

/** What Run, Step and Stop do, from the keys and from the buttons alike. */
export type Runner = {
  /** The file that Run starts: the open one if it is a program, else the lesson's own. */
  target(): string;
  run(file?: string): boolean;
  /** Starts every program, each when the one before it waits for somebody. */
  runAll(): Promise<void>;
  /** Makes the next call of the program in focus; with none running, starts one that stops before each call. */
  step(): void;
  /** Lets the program in focus run on. */
  resume(): void;
  stop(file?: string): void;
};

export function makeRunner(lab: Lab, files: () => FilesStore, entry: () => string | null): Runner {
  const programs = () => lab.store.get().live.lab.programs;

  const start = (file: string, step: boolean) => {
    const state = files().get();
    files().save();
    if (sizeProblem(state)) return null;
    return lab.run({ entry: file, files: filesRecord(state), args: splitArgs(state.args), step });
  };

  const show = (file: string) => {
    const { open, files: all } = files().get();
    if (file !== open && all.some(({ path }) => path === file)) files().act({ act: "open", path: file });
  };

  const runner: Runner = {
    target: () => {
      const state = files().get();
      const all = programsOf(state);
      if (all.includes(state.open)) return state.open;
      const wanted = entry();
      return wanted !== null && all.includes(wanted) ? wanted : (all[0] ?? state.open);
    },
    run: (file = runner.target()) => start(file, false) !== null,
    runAll: async () => {
      const wanted = entry();
      const all = programsOf(files().get());
      // Who waits comes before who calls: the lesson's entry, then servers, then the rest in the tabs' order.
      const rank = (file: string) => (/server|listen|recv/.test(file) ? 0 : file === wanted ? 1 : 2);
      for (const file of [...all].sort((a, b) => rank(a) - rank(b))) {
        const run = start(file, false);
        if (run === null) return;
        await waits(lab, file, run);
      }
    },
    step: () => {
      const target = runner.target();
      const next = stepTarget(programs(), files().get().open, target);
      if (!next) {
        start(target, true);
        show(target);
      } else if (next.thread !== null) {
        lab.step(next.program.run, next.thread);
        // A thread may stand in a file that is not in view: nobody should press and see nothing.
        if (next.file !== null) show(next.file);
      }
    },
    resume: () => {
      const program = resumeTarget(programs(), files().get().open, runner.target());
      if (program) lab.resume(program.run);
    },
    stop: (file) => {
      if (file === undefined) lab.stopAll();
      else {
        const program = programs().get(file);
        if (liveProgram(program)) lab.signal(program.run, "SIGTERM");
      }
    },
  };
  return runner;
}

const waiting = /accept|recv|select|poll|wait|input|handle_request/;

/** Until a started program waits for somebody, has ended, or has had a second and a half. */
function waits(lab: Lab, file: string, run: RunId): Promise<void> {
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      stop();
      done();
    };
    const timer = setTimeout(end, 1_500);
    const stop = lab.store.subscribe(() => {
      const program = lab.store.get().live.lab.programs.get(file);
      // The run before it may still be on its way out.
      if (program?.run !== run) return;
      if (!liveProgram(program)) return end();
      for (const call of program.calls.values()) if (waiting.test(call.name)) return end();
    });
  });
}
