import type { Lesson, Words } from "../../lessons/manifest.ts";
import type { Files } from "../../protocol/client-message.ts";
import type { Verdict } from "../../protocol/lab-event.ts";
import { perfectWire } from "../../protocol/wire-settings.ts";
import { CallTrace } from "../peers/call-trace.ts";
import { PeerStopped } from "../peers/tcp-connection.ts";
import type { CheckLab } from "./check-lab.ts";
import type { Checks } from "./checking.ts";
import { Expectation } from "./expectation.ts";
import { SeededRandom } from "./seeded-random.ts";
import { Trial } from "./trial.ts";

/**
 * Puts a lesson's requirements to the test, one after the other, each with a fresh start of the learner's program,
 * and tells each verdict as it is known. The verdicts are made here, in the server, from what the checks' own
 * sockets saw: nothing that a program prints or patches can make one. It always ends what it started.
 */

/** One requirement may take this long, in ms; past it, it is skipped as ours. */
const requirementMs = 60_000;

export type RunChecksOptions = {
  /** The page's name for this press of Check. */
  check: string;
  lesson: Pick<Lesson, "requirements" | "wire">;
  checks: Checks;
  files: Files;
  language: keyof Words;
  lab: CheckLab;
  /** Ends the checks early: the lab closes. */
  signal: AbortSignal;
  seed?: number;
};

/** Resolves when all verdicts are told. Rejects never but for a lab that closes (the signal's reason). */
export async function runChecks(options: RunChecksOptions): Promise<void> {
  const { check, lesson, checks, files, lab, language, signal } = options;
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
  const trace = new CallTrace("peer:check", lab.now, lab.emit);
  const met = new Set<string>();
  let runs = 0;
  const nextRun = () => `rk${Math.floor(lab.now()).toString(36)}${(runs++).toString(36)}` as const;

  lab.emit({ type: "check-started", at: lab.now(), check, ids: lesson.requirements.map(({ id }) => id) });
  try {
    await lab.endPrograms();
    await lab.stopPeers();
    // Whatever the learner has done to the wire, the exercise is judged on the lesson's.
    lab.setWire(lesson.wire ?? perfectWire);
    for (const { id, title } of lesson.requirements) {
      const known = checks.get(id);
      const unmet = known?.needs.find((need) => !met.has(need));
      let verdict: Verdict;
      if (known === undefined) {
        const fault = lab.fault(new Error(`no check for the requirement ${id}`));
        verdict = { result: "skipped", why: ours(fault)[language] };
      } else if (unmet !== undefined) {
        const needed = lesson.requirements.find((requirement) => requirement.id === unmet)?.title ?? title;
        verdict = {
          result: "skipped",
          why: {
            en: `Needs this first: ${needed.en}`,
            zh: `需要先做到：${needed.zh}`,
          }[language].slice(0, 500),
        };
      } else {
        const limited = AbortSignal.any([signal, AbortSignal.timeout(requirementMs)]);
        const random = new SeededRandom(seed + runs * 7919);
        const trial = new Trial({
          lab,
          files,
          random,
          trace,
          nextRun,
          wire: lesson.wire ?? perfectWire,
          signal: limited,
        });
        verdict = await judge(trial, known.prove, options, limited);
      }
      if (verdict.result === "passed") met.add(id);
      lab.emit({ type: "verdict", at: lab.now(), check, id, verdict });
    }
  } finally {
    if (!signal.aborted) {
      lab.setWire(null);
      lab.startPeers();
    }
    lab.emit({ type: "check-ended", at: lab.now(), check });
  }
}

async function judge(
  trial: Trial,
  prove: (trial: Trial) => Promise<void>,
  { lab, language, signal }: RunChecksOptions,
  limited: AbortSignal,
): Promise<Verdict> {
  try {
    const stopped = new Promise<never>((_, reject) => {
      limited.addEventListener("abort", () => reject(limited.reason), { once: true });
    });
    await Promise.race([prove(trial), stopped]);
    return { result: "passed" };
  } catch (error) {
    if (error instanceof Expectation) {
      return {
        result: "failed",
        expected: error.expected[language].slice(0, 1_000),
        seen: error.seen[language].slice(0, 2_000),
        frames: error.frames.slice(-50),
      };
    }
    // The lab is closing: nobody waits for a verdict.
    if (signal.aborted || error instanceof PeerStopped) signal.throwIfAborted();
    return { result: "skipped", why: ours(lab.fault(error))[language] };
  } finally {
    await trial.end();
  }
}

/** A fault of the platform's is never shown as the learner's. */
function ours(fault: string): Words {
  return {
    en: `The playground itself failed here, not your program. Please try again. (${fault})`,
    zh: `这里是平台自己出了故障，不是你的程序。请再试一次。（${fault}）`,
  };
}
