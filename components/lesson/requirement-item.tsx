"use client";

import { Check, Circle, Minus, X } from "lucide-react";
import { useState } from "react";
import { useWords } from "@/components/words/use-words.tsx";
import { fill } from "@/components/words/words.ts";
import type { Requirement } from "@/lessons/manifest.ts";
import { useLesson } from "./lesson-context.tsx";

/** One requirement in the text of a lesson: its verdict in words, the packets that prove it, and its hints in steps. */
export function RequirementItem(props: { requirement: Requirement }) {
  const { words, locale } = useWords();
  const { verdicts, actions } = useLesson();
  const [shown, show] = useState(0);
  const { id, title, hints } = props.requirement;
  const verdict = verdicts.get(id);
  const mark = marks[verdict?.result ?? "open"];
  return (
    <li
      data-requirement={id}
      data-result={verdict?.result ?? "open"}
      className="mt-1.5 flex gap-2 text-[13px]"
    >
      <mark.Icon aria-hidden="true" className={`mt-1 size-3.5 shrink-0 ${mark.look}`} strokeWidth={2.5} />
      <div className="min-w-0 flex-1">
        <span className="sr-only">{words.lesson[mark.word]}: </span>
        <span className={verdict?.result === "failed" ? "font-medium text-rst" : ""}>{title[locale]}</span>
        {verdict?.result === "failed" ? (
          <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-[12.5px] text-muted">
            <dt>{words.lesson.expected}</dt>
            <dd className="m-0 whitespace-pre-wrap break-words text-text">{verdict.expected}</dd>
            <dt>{words.lesson.seen}</dt>
            <dd className="m-0 whitespace-pre-wrap break-words text-text">{verdict.seen}</dd>
          </dl>
        ) : null}
        {verdict?.result === "skipped" ? (
          <p className="my-0.5 text-[12.5px] text-muted">{verdict.why}</p>
        ) : null}
        {shown > 0 ? (
          <ol className="mt-1 list-none p-0 text-[12.5px]">
            {hints.slice(0, shown).map((hint) => (
              <li key={hint.en} className="mt-1 border-accent border-l-2 pl-2">
                {hint[locale]}
              </li>
            ))}
          </ol>
        ) : null}
        <div className="flex flex-wrap gap-x-3">
          {verdict?.result === "failed" && verdict.frames.length > 0 && actions ? (
            <button type="button" className={link} onClick={() => actions.showFrames(verdict.frames)}>
              {words.lesson.showPackets}
            </button>
          ) : null}
          {verdict?.result !== "passed" && shown < hints.length ? (
            <button type="button" className={link} onClick={() => show(shown + 1)}>
              {fill(shown === 0 ? words.lesson.hint : words.lesson.nextHint, {
                n: shown + 1,
                of: hints.length,
              })}
            </button>
          ) : null}
        </div>
      </div>
    </li>
  );
}

const link = "py-0.5 text-[12px] text-muted underline underline-offset-2 hover:text-text";

const marks = {
  open: { Icon: Circle, look: "text-faint", word: "resultOpen" },
  passed: { Icon: Check, look: "text-ok", word: "resultPassed" },
  failed: { Icon: X, look: "text-rst", word: "resultFailed" },
  skipped: { Icon: Minus, look: "text-faint", word: "resultSkipped" },
} as const;
