"use client";

import { FlaskConical } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/controls/button.tsx";
import { useWords } from "@/components/words/use-words.tsx";
import { fill } from "@/components/words/words.ts";
import { useLesson } from "./lesson-context.tsx";

/**
 * A small thing to do and see. With `file` alone, the first code block inside is a program of its own, which a button
 * opens in the editor under that name; the learner's own files stay as they are. With `find` and `put`, the button
 * makes that one change in the learner's file. With none of them it is a suggestion only.
 */
export function Try(props: { file?: string; find?: string; put?: string; children: ReactNode }) {
  const { words } = useWords();
  const { actions } = useLesson();
  const body = useRef<HTMLDivElement>(null);
  const [said, say] = useState("");
  const { file, find, put } = props;

  function act() {
    if (!actions || file === undefined) return;
    if (find !== undefined && put !== undefined) {
      say(
        fill(actions.change(file, find, put) ? words.lesson.tryChanged : words.lesson.tryMissing, { file }),
      );
    } else {
      actions.putFile(file, `${body.current?.querySelector("pre")?.textContent?.trimEnd() ?? ""}\n`);
      say(fill(words.lesson.tryOpened, { file }));
    }
  }

  return (
    <aside
      role="note"
      className="my-4 rounded-lg border border-line border-l-2 border-l-you bg-panel px-3.5 py-3"
    >
      <p className="m-0 flex items-center gap-1.5 font-semibold text-[12.5px]">
        <FlaskConical aria-hidden="true" className="size-3.5 text-you" />
        {words.lesson.tryTitle}
      </p>
      <div ref={body} className="text-[13.5px] [&>p]:my-1.5">
        {props.children}
      </div>
      {actions && file !== undefined ? (
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button onClick={act}>
            {fill(find === undefined ? words.lesson.tryOpen : words.lesson.tryChange, { file })}
          </Button>
          <span role="status" className="text-[12.5px] text-muted">
            {said}
          </span>
        </div>
      ) : null}
    </aside>
  );
}
