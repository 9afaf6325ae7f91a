import { setTimeout as wait } from "node:timers/promises";
import type { Words } from "../../lessons/manifest.ts";
import type { Exit, LabEvent } from "../../protocol/lab-event.ts";
import type { RunId } from "../../protocol/names.ts";
import type { CheckLab } from "./check-lab.ts";
import { sayText, words } from "./say.ts";
import type { Trial } from "./trial.ts";

/** The learner's program under a check: what it printed, whether it lives, and a keyboard to type at it. */

const keptOutput = 256 * 1024;

export class CheckProgram {
  readonly run: RunId;
  readonly file: string;
  readonly #lab: CheckLab;
  readonly #trial: Trial;
  #stdout = "";
  #stderr = "";
  #exit: Exit | null = null;

  constructor(run: RunId, file: string, lab: CheckLab, trial: Trial) {
    this.run = run;
    this.file = file;
    this.#lab = lab;
    this.#trial = trial;
  }

  get exit(): Exit | null {
    return this.#exit;
  }

  /** An event of the lab; those of other runs are not for this program. */
  hear(event: LabEvent): void {
    if (event.type === "output" && event.run === this.run) {
      if (event.stream === "stdout") this.#stdout = (this.#stdout + event.text).slice(-keptOutput);
      else this.#stderr = (this.#stderr + event.text).slice(-keptOutput);
    }
    if (event.type === "program-ended" && event.run === this.run) this.#exit = event.exit;
  }

  /** Types at its terminal; Enter is `\n`. */
  type(text: string): void {
    this.#lab.writeInput(this.run, text);
  }

  /** Ctrl+D: no more will be typed. */
  endInput(): void {
    this.#lab.endInput(this.run);
  }

  /** Waits until all of these have been printed: only for exercises in which printing is the task. */
  async expectPrinted(texts: readonly string[], expected: Words): Promise<void> {
    const missing = () => texts.filter((text) => !this.#stdout.includes(text));
    await this.#trial.until(() => missing().length === 0);
    if (missing().length === 0) return;
    const printed =
      this.#stdout === ""
        ? { en: "it printed nothing", zh: "它什么也没有打印" }
        : words({ en: "it printed ", zh: "它打印了 " }, sayText(this.#stdout.slice(-300), 300));
    const lacking = words(
      { en: "; missing: ", zh: "；缺少：" },
      missing()
        .map((text) => sayText(text))
        .join(", "),
    );
    await this.#trial.fail(expected, words(printed, lacking));
  }

  /** Fails if the program has ended. */
  async expectAlive(expected: Words): Promise<void> {
    // A program that is about to fall needs a moment to do so.
    await wait(200);
    if (this.#exit !== null) await this.#trial.fail(expected, null);
  }

  /** How it is, in words: that it runs, or how it ended and the error it ended with. */
  say(): Words {
    const { file } = this;
    if (this.#exit === null) return { en: `${file} is still running`, zh: `${file} 仍在运行` };
    const how: Words =
      "code" in this.#exit
        ? { en: `exit code ${this.#exit.code}`, zh: `退出码 ${this.#exit.code}` }
        : { en: `signal ${this.#exit.signal}`, zh: `信号 ${this.#exit.signal}` };
    const error = lastError(this.#stderr);
    return words(
      { en: `${file} ended with `, zh: `${file} 已结束，` },
      how,
      error === "" ? "" : { en: `: ${error}`, zh: `：${error}` },
    );
  }
}

/** The line of stderr that names the error and its place, or the last line. */
function lastError(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const named = lines.findLast((line) => /^([\w./-]+:\d+:\d+ |Uncaught )?\w*(Error|Exception)\b/.test(line));
  return (named ?? lines.at(-1) ?? "").trim().slice(0, 300);
}
