"use client";

import { ScrollRow } from "../controls/scroll-row.tsx";
import { useWords } from "../words/use-words.tsx";
import { instruments } from "./instruments.ts";
import { TerminalNews } from "./terminal-news.tsx";

/** On a small screen one thing is shown at a time: the lesson, the code, the terminals, or one instrument. */
export function ViewTabs(props: {
  view: string;
  /** What the left column is called; null where there is none. */
  lesson: string | null;
  requirements: number;
  onView: (view: string) => void;
}) {
  const { words } = useWords();
  const views = [
    ...(props.lesson === null ? [] : [{ id: "lesson", title: props.lesson }]),
    { id: "code", title: words.lab.code },
    { id: "terminal", title: words.lab.terminal },
    ...instruments
      .filter((one) => one.here?.(props) ?? true)
      .map((one) => ({ id: `i:${one.id}`, title: one.title(words) })),
  ];
  return (
    <nav aria-label={words.lab.views} className="shrink-0 border-line border-b bg-panel min-[900px]:hidden">
      <ScrollRow className="flex gap-1 px-2 py-1.5">
        {views.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            aria-current={id === props.view ? "true" : undefined}
            className={`tab shrink-0 ${id === props.view ? "tab-on" : ""}`}
            onClick={() => props.onView(id)}
          >
            {title}
            {id === "terminal" && <TerminalNews inView={props.view === "terminal"} />}
          </button>
        ))}
      </ScrollRow>
    </nav>
  );
}
