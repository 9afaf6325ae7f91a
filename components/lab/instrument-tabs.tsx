"use client";

import type { KeyboardEvent } from "react";
import { ScrollRow } from "../controls/scroll-row.tsx";
import { useFocusKept } from "../controls/use-focus-kept.ts";
import { useSeen } from "../controls/use-seen.ts";
import { SolutionExample } from "../replay/solution-example.tsx";
import { useWords } from "../words/use-words.tsx";
import { type Instrument, instruments } from "./instruments.ts";
import { useLabView } from "./lab-context.tsx";
import { PanelsNotice } from "./panels-notice.tsx";

/** The instruments as tabs; only the chosen one is drawn. Arrow keys, Home and End move between them. */
export function InstrumentTabs(props: {
  requirements: number;
  chosen: string;
  onChoose: (id: string) => void;
}) {
  const { words } = useWords();
  const [panel, seen] = useSeen<HTMLDivElement>();
  useFocusKept(panel);
  const here = instruments.filter((one) => one.here?.(props) ?? true);
  const current = here.find((one) => one.id === props.chosen) ?? here[0];
  if (!current) return null;

  const move = (event: KeyboardEvent<HTMLElement>) => {
    const at = here.indexOf(current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: here.length - 1 }[event.key];
    const next = to === undefined ? undefined : here.at(to % here.length);
    if (!next) return;
    event.preventDefault();
    props.onChoose(next.id);
    event.currentTarget.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };

  return (
    <section
      id="instruments"
      tabIndex={-1}
      className="flex h-full min-h-0 flex-col bg-panel outline-none"
      aria-label={words.lab.instruments}
    >
      <div className="shrink-0 border-line border-b max-[899px]:hidden">
        <ScrollRow
          role="tablist"
          aria-label={words.lab.instruments}
          className="flex h-10 items-center gap-1 px-2.5"
          onKeyDown={move}
        >
          {here.map((one) => (
            <Tab key={one.id} instrument={one} on={one === current} onChoose={props.onChoose} />
          ))}
        </ScrollRow>
      </div>
      <PanelsNotice reads={current.reads ?? false} />
      <div
        ref={panel}
        role="tabpanel"
        id={`panel-${current.id}`}
        aria-labelledby={`tab-${current.id}`}
        className="min-h-0 flex-1 overflow-auto"
      >
        {seen ? (
          <SolutionExample instrument={current.id}>
            <current.Component />
          </SolutionExample>
        ) : null}
      </div>
    </section>
  );
}

function Tab(props: { instrument: Instrument; on: boolean; onChoose: (id: string) => void }) {
  const { words } = useWords();
  const { id, title, badge } = props.instrument;
  const mark = useLabView((view) => badge?.(view) ?? null);
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${id}`}
      aria-selected={props.on}
      aria-controls={`panel-${id}`}
      tabIndex={props.on ? 0 : -1}
      className={`tab shrink-0 ${props.on ? "tab-on" : ""}`}
      onClick={() => props.onChoose(id)}
    >
      {title(words)}
      {mark === null ? null : <span className="ml-1 tabular-nums">{mark}</span>}
    </button>
  );
}
