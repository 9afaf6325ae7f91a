"use client";

import { Check, Lightbulb, X } from "lucide-react";
import { createContext, type ReactNode, useContext, useId, useState } from "react";
import { Button } from "@/components/controls/button.tsx";
import { useWords } from "@/components/words/use-words.tsx";
import { useLesson } from "./lesson-context.tsx";
import { useRemembered } from "./use-remembered.ts";

type Prediction = {
  name: string;
  questionId: string;
  /** What was committed to, or null while the question is open. */
  given: string | null;
  picked: string | null;
  pick(value: string): void;
};

const PredictContext = createContext<Prediction | null>(null);

function usePrediction(): Prediction {
  const value = useContext(PredictContext);
  if (!value) throw new Error("Question, Choice and Answer stand inside a Predict");
  return value;
}

/**
 * A question that must be answered before its answer shows: `<Question>`, then some `<Choice value="...">`, or with
 * `free` a few words of the learner's own, then `<Answer>`. What was predicted is remembered.
 */
export function Predict(props: { id: string; free?: boolean; children: ReactNode }) {
  const { words } = useWords();
  const { lesson } = useLesson();
  const name = useId();
  const [given, remember] = useRemembered(`socket-playground/predict/${lesson?.slug ?? "-"}/${props.id}`);
  const [picked, pick] = useState<string | null>(null);
  const questionId = `${name}q`;
  const open = given === null;
  return (
    <PredictContext value={{ name, questionId, given, picked: given ?? picked, pick }}>
      <form
        className="my-4 rounded-lg border border-line bg-panel px-3.5 py-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (picked?.trim()) remember(picked.trim());
        }}
      >
        <fieldset aria-labelledby={questionId}>
          <p className="m-0 flex items-center gap-1.5 font-semibold text-[12.5px]">
            <Lightbulb aria-hidden="true" className="size-3.5 text-accent" />
            {words.lesson.predictTitle}
          </p>
          {props.children}
        </fieldset>
        {props.free && open ? (
          <textarea
            aria-labelledby={questionId}
            className="mt-2 block w-full resize-y rounded-md border border-line bg-bg px-2.5 py-1.5 text-sm"
            maxLength={400}
            placeholder={words.lesson.predictPlaceholder}
            rows={2}
            value={picked ?? ""}
            onChange={(event) => pick(event.target.value)}
          />
        ) : null}
        <div className="mt-2.5 flex items-center gap-3">
          {open ? (
            <Button type="submit" disabled={!picked?.trim()}>
              {words.lesson.predictCommit}
            </Button>
          ) : (
            <button
              type="button"
              className="text-[12.5px] text-muted underline underline-offset-2 hover:text-text"
              onClick={() => {
                remember(null);
                pick(null);
              }}
            >
              {words.lesson.predictAgain}
            </button>
          )}
        </div>
      </form>
    </PredictContext>
  );
}

export function Question(props: { children: ReactNode }) {
  const { questionId } = usePrediction();
  return (
    <div id={questionId} className="mt-1 text-[13.5px] [&>p]:my-1">
      {props.children}
    </div>
  );
}

/** One of the possible predictions; mark the one that comes true with `right`. */
export function Choice(props: { value: string; right?: boolean; children: ReactNode }) {
  const { words } = useWords();
  const { name, given, picked, pick } = usePrediction();
  const chosen = picked === props.value;
  const settled = given !== null;
  const look = !settled
    ? "cursor-pointer border-line hover:border-faint has-[:checked]:border-accent"
    : props.right
      ? "border-ok"
      : chosen
        ? "border-rst"
        : "border-transparent text-muted";
  return (
    <label className={`mt-1.5 flex items-start gap-2 rounded-md border px-2.5 py-1.5 text-[13.5px] ${look}`}>
      <input
        type="radio"
        name={name}
        value={props.value}
        checked={chosen}
        disabled={settled}
        onChange={() => pick(props.value)}
        className="mt-1 size-3.5 shrink-0 accent-[var(--accent)]"
      />
      <span className="min-w-0 flex-1 [&>p]:my-0">{props.children}</span>
      {settled && props.right ? (
        <span className="flex items-center gap-1 text-[12px] text-ok">
          <Check aria-hidden="true" className="size-3.5" />
          {words.lesson.predictRight}
        </span>
      ) : null}
      {settled && chosen && !props.right ? (
        <span className="flex items-center gap-1 text-[12px] text-rst">
          <X aria-hidden="true" className="size-3.5" />
          {words.lesson.predictYours}
        </span>
      ) : null}
    </label>
  );
}

/** Shown once a prediction is given, with the learner's own words above it if they wrote some. */
export function Answer(props: { children: ReactNode }) {
  const { words } = useWords();
  const { given } = usePrediction();
  return (
    <div aria-live="polite">
      {given === null ? null : (
        <div className="mt-3 border-line border-t pt-2.5 text-[13.5px] [&>p]:my-1.5">
          <span className="sr-only">{words.lesson.predictAnswer}</span>
          {props.children}
        </div>
      )}
    </div>
  );
}
