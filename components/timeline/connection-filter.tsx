"use client";

/** The conversations as lettered switches: what is unpressed is left out of the picture. */
import { memo, useState } from "react";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import type { TimelineFilter } from "./layout/timeline-filter.ts";
import type { TimelineConnection } from "./log/timeline-log.ts";
import { connectionName } from "./scene/connection-name.ts";

const few = 5;
/** A program that connects in a loop makes thousands, and each switch is drawn again as packets come. */
const many = 100;

function firstOf<Thing>(things: Iterable<Thing>, most: number): Thing[] {
  const first: Thing[] = [];
  for (const thing of things) {
    if (first.length >= most) break;
    first.push(thing);
  }
  return first;
}

/** The port at which a conversation is best known. */
const short = (end: string) => end.replace(/^(10\.0\.0\.\d+|127\.0\.0\.1)(?=:)/, "");

export const ConnectionFilter = memo(function ConnectionFilter(props: {
  connections: ReadonlyMap<string, TimelineConnection>;
  /** How many packets there are in all: the connections count theirs in place, and are drawn again when it changes. */
  packets: number;
  filter: TimelineFilter;
  onFilter: (filter: TimelineFilter) => void;
}) {
  const { words } = useWords();
  const say = words.timeline;
  const [all, setAll] = useState(false);
  const { connections, filter, onFilter } = props;
  if (connections.size < 2 && filter.hidden.size === 0) return null;
  const shown = firstOf(connections.values(), all ? many : few);
  const rest = connections.size - shown.length;
  const chip =
    "inline-flex items-center gap-1 rounded-full border px-2 py-0.5 font-mono text-[11px] leading-4";
  const toggle = (key: string) => {
    const hidden = new Set(filter.hidden);
    if (!hidden.delete(key)) hidden.add(key);
    onFilter({ ...filter, hidden });
  };
  const only = (key: string) => {
    const others = [...connections.keys()].filter((other) => other !== key);
    // A double click has switched it twice before.
    const isOnly = !filter.hidden.has(key) && others.every((other) => filter.hidden.has(other));
    onFilter({ ...filter, hidden: new Set(isOnly ? [] : others) });
  };
  return (
    <fieldset className="flex flex-wrap items-center gap-1 border-line border-b px-2 py-1">
      <legend className="sr-only">{say.connections}</legend>
      {shown.map((connection) => {
        const on = !filter.hidden.has(connection.key);
        const name = connectionName(connection.order);
        return (
          <button
            key={connection.key}
            type="button"
            aria-pressed={on}
            aria-label={fill(say.showConnection, { name })}
            title={`${fill(say.connectionAbout, {
              protocol: connection.protocol.toUpperCase(),
              opener: connection.opener,
              answerer: connection.answerer,
              n: connection.packets,
            })}\n${say.onlyThis}`}
            className={`${chip} ${on ? "border-line bg-raised text-text" : "border-line border-dashed text-faint line-through"}`}
            onClick={() => toggle(connection.key)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || !event.shiftKey) return;
              event.preventDefault();
              only(connection.key);
            }}
            onDoubleClick={() => only(connection.key)}
          >
            <b className="rounded-[3px] border border-current px-0.5 leading-3">{name}</b>
            <span className="tabular-nums">
              {connection.protocol === "tcp" ? "" : `${connection.protocol.toUpperCase()} `}
              {short(connection.opener)}→{short(connection.answerer)}
            </span>
          </button>
        );
      })}
      {connections.size > few ? (
        <button
          type="button"
          className={`${chip} border-transparent text-muted`}
          onClick={() => setAll(!all)}
        >
          {all ? say.fewerConnections : fill(say.moreConnections, { n: rest })}
        </button>
      ) : null}
    </fieldset>
  );
});
