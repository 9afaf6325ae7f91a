"use client";

import { ListChecks } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/controls/button.tsx";
import { useWords } from "@/components/words/use-words.tsx";
import { fill } from "@/components/words/words.ts";
import { useLesson } from "./lesson-context.tsx";
import { RequirementItem } from "./requirement-item.tsx";

/**
 * The exercise: its text, then what the program must do, each with its verdict and its hints. `only` shows some of the
 * requirements (ids, separated by spaces), for a lesson with more than one exercise.
 */
export function Exercise(props: { only?: string; children: ReactNode }) {
  const { words } = useWords();
  const { lesson, verdicts, checking, actions } = useLesson();
  const ids = props.only?.split(" ");
  const requirements = (lesson?.requirements ?? []).filter(({ id }) => ids?.includes(id) ?? true);
  const passed = requirements.filter(({ id }) => verdicts.get(id)?.result === "passed").length;
  const judged = requirements.some(({ id }) => verdicts.has(id));
  return (
    <div className="my-4">
      {props.children}
      {requirements.length > 0 ? (
        <section
          aria-label={words.lesson.requirements}
          className="mt-3 rounded-lg border border-line bg-panel px-3.5 py-3"
        >
          <div className="flex items-center gap-1.5 text-[12.5px]">
            <ListChecks aria-hidden="true" className="size-3.5 text-muted" />
            <b>{fill(words.lesson.checks, { n: requirements.length })}</b>
            <span role="status" className={passed === requirements.length ? "text-ok" : "text-muted"}>
              {checking
                ? `· ${words.lesson.checking}`
                : judged
                  ? `· ${fill(words.lesson.passed, { n: passed })}`
                  : ""}
            </span>
          </div>
          <ul className="mt-1.5 list-none p-0">
            {requirements.map((requirement) => (
              <RequirementItem key={requirement.id} requirement={requirement} />
            ))}
          </ul>
          {actions ? (
            <div className="mt-3 flex flex-wrap gap-2">
              <Button look="primary" disabled={checking} onClick={() => actions.check()}>
                {checking ? words.lesson.checking : words.lesson.check}
              </Button>
              <Button look="quiet" onClick={() => actions.showSolution()}>
                {words.lesson.solution}
              </Button>
            </div>
          ) : null}
        </section>
      ) : null}
    </div>
  );
}
