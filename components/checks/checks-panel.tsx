"use client";

/** The exercise: each requirement with its verdict in words, its proof, its hints in steps, and the way to the solution. */
import type { Requirement } from "@/lessons/manifest.ts";
import type { Verdict } from "@/protocol/lab-event.ts";
import { Button } from "../controls/button.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { type ChecksState, judgedNow, passedCount } from "./checks-state.ts";

export type ChecksActions = {
  onCheck: () => void;
  /** Shows these frames on the timeline. */
  onShowFrames: (frames: readonly number[]) => void;
  /** One more hint for this requirement. */
  onHint: (id: string) => void;
  onSolution: () => void;
};

export function ChecksPanel(
  props: {
    requirements: readonly Requirement[];
    state: ChecksState;
    /** How many hints of each requirement are open. */
    hints: ReadonlyMap<string, number>;
    /** No lab is open. */
    disabled?: boolean;
  } & ChecksActions,
) {
  const { words: all, locale } = useWords();
  const words = all.checks;
  const { state, requirements } = props;
  const now = judgedNow(state);
  const passed = passedCount(state);
  const allPassed = requirements.length > 0 && passed === requirements.length;

  return (
    <section aria-label={words.title} className="flex min-h-0 flex-1 flex-col overflow-auto text-[12.5px]">
      <header className="flex flex-wrap items-center gap-2 border-b border-line px-3.5 py-2">
        <Button look="primary" disabled={props.disabled || state.running} onClick={props.onCheck}>
          {state.running ? words.checking : state.check === null ? words.check : words.checkAgain}
        </Button>
        <span role="status" className={allPassed ? "font-semibold text-ok" : "text-muted"}>
          {state.check === null
            ? fill(words.notYet, { n: requirements.length })
            : allPassed
              ? words.allPassed
              : fill(words.count, { passed, n: requirements.length })}
        </span>
        <Button look="quiet" className="-mr-1.5 ml-auto !px-1.5" onClick={props.onSolution}>
          {words.solution}
        </Button>
      </header>
      <ol className="m-0 list-none p-0">
        {requirements.map((requirement, place) => {
          const verdict = state.verdicts.get(requirement.id);
          return (
            <li key={requirement.id} className="border-b border-line px-3.5 py-2.5">
              <div className="flex items-start gap-2.5">
                <Mark verdict={verdict} now={now === requirement.id} place={place + 1} />
                <div className="min-w-0 flex-1">
                  <h2 className="m-0 text-[12.5px] leading-5 font-semibold">{requirement.title[locale]}</h2>
                  {verdict && <VerdictText verdict={verdict} onShowFrames={props.onShowFrames} />}
                  <Hints
                    requirement={requirement}
                    passed={verdict?.result === "passed"}
                    open={props.hints.get(requirement.id) ?? 0}
                    onHint={() => props.onHint(requirement.id)}
                  />
                </div>
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Mark(props: { verdict: Verdict | undefined; now: boolean; place: number }) {
  const words = useWords().words.checks;
  const [sign, told, look] = props.now
    ? ["…", words.judging, "border-accent text-accent animate-pulse motion-reduce:animate-none"]
    : props.verdict === undefined
      ? [String(props.place), words.unjudged, "border-line text-muted"]
      : props.verdict.result === "passed"
        ? ["✓", words.passed, "border-transparent bg-ok text-bg font-bold"]
        : props.verdict.result === "failed"
          ? ["✗", words.failed, "border-transparent bg-rst text-bg font-bold"]
          : ["–", words.skipped, "border-line text-muted"];
  return (
    <span
      className={`mt-px inline-flex size-[19px] shrink-0 items-center justify-center rounded-full border text-[11px] leading-none ${look}`}
    >
      <span aria-hidden>{sign}</span>
      <span className="sr-only">{told}</span>
    </span>
  );
}

function VerdictText(props: { verdict: Verdict; onShowFrames: (frames: readonly number[]) => void }) {
  const words = useWords().words.checks;
  const { verdict } = props;
  if (verdict.result === "passed") return null;
  if (verdict.result === "skipped") return <p className="m-0 text-muted">{verdict.why}</p>;
  return (
    <>
      <dl className="m-0 mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 gap-y-0.5">
        <dt className="text-muted">{words.expected}</dt>
        <dd className="m-0 break-words whitespace-pre-wrap">{verdict.expected}</dd>
        <dt className="text-rst">{words.seen}</dt>
        <dd className="m-0 break-words whitespace-pre-wrap">{verdict.seen}</dd>
      </dl>
      {verdict.frames.length > 0 && (
        <Button
          look="quiet"
          className="-ml-2 mt-1 text-syn"
          onClick={() => props.onShowFrames(verdict.frames)}
        >
          {fill(words.proof, { n: verdict.frames.length })} <span aria-hidden>→</span>
        </Button>
      )}
    </>
  );
}

function Hints(props: { requirement: Requirement; passed: boolean; open: number; onHint: () => void }) {
  const { words: all, locale } = useWords();
  const words = all.checks;
  const { hints } = props.requirement;
  const shown = hints.slice(0, props.open);
  // What is done needs no more hints; those that were opened stay.
  const more = shown.length < hints.length && !props.passed;
  if (shown.length === 0 && !more) return null;
  return (
    <div className="mt-1" aria-live="polite">
      {shown.length > 0 && (
        <ol className="m-0 mb-1 list-none border-l-2 border-accent p-0 pl-2.5 text-muted">
          {shown.map((hint) => (
            <li key={hint.en} className="py-0.5">
              {hint[locale]}
            </li>
          ))}
        </ol>
      )}
      {more && (
        <Button look="quiet" className="-ml-2" onClick={props.onHint}>
          {shown.length === 0 ? words.hint : words.nextHint}{" "}
          <span className="font-mono text-[11px] text-muted">
            {shown.length}/{hints.length}
          </span>
        </Button>
      )}
    </div>
  );
}
