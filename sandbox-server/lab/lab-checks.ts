/**
 * Presses of Check in one lab, one at a time: takes the lab over (programs and peers stop, the wire is the lesson's),
 * lets the lesson's checks play the peer, and gives everything back as the learner had it.
 */
import type { Lesson } from "../../lessons/manifest.ts";
import type { ClientMessageOf } from "../../protocol/client-message.ts";
import type { CheckLab } from "../checks/check-lab.ts";
import { loadChecks } from "../checks/load-checks.ts";
import { runChecks } from "../checks/run-checks.ts";
import type { Language } from "../peers/journal.ts";
import { Refusal } from "./refusal.ts";

export class LabChecks {
  readonly #lab: CheckLab;
  readonly #lesson: Lesson | null;
  readonly #language: Language;
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;

  constructor(lab: CheckLab, lesson: Lesson | null, language: Language) {
    this.#lab = lab;
    this.#lesson = lesson;
    this.#language = language;
  }

  get running(): boolean {
    return this.#running !== null;
  }

  /** Begins; the verdicts come as events. Throws Refusal. */
  begin({ check, files }: ClientMessageOf<"check">): void {
    if (this.running) throw new Refusal("check-running", "a check is running", check);
    const lesson = this.#lesson;
    if (lesson === null) throw new Refusal("no-checks", "there is nothing to check here", check);
    this.#running = this.#run(lesson, check, files).finally(() => {
      this.#running = null;
    });
  }

  async #run(lesson: Lesson, check: string, files: ClientMessageOf<"check">["files"]): Promise<void> {
    const { signal } = this.#stop;
    try {
      const checks = (await loadChecks(lesson.slug)) ?? new Map();
      await runChecks({ check, lesson, checks, files, language: this.#language, lab: this.#lab, signal });
    } catch (error) {
      // A lab that closes ends its checks; anything else is ours.
      if (!signal.aborted) this.#lab.fault(error);
    }
  }

  /** Ends what runs. Resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
