"use client";

/** The same as the picture, as a table: for a screen reader, for reading in order, for copying. */
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { actorWords, callResultWords, callWords } from "./call-words.ts";
import { lastItems } from "./layout/last-items.ts";
import type { TimelineLayout } from "./layout/timeline-layout.ts";
import type { Item } from "./log/item.ts";
import type { TimelineLog } from "./log/timeline-log.ts";
import type { TimelineState } from "./log/timeline-state.ts";
import { packetFateWords, packetWords, sayItem } from "./say-item.ts";
import { momentText } from "./time-text.ts";

const page = 200;

type Row = { item: Item; at: number; where: string; what: string; result: string };

function rowOf(item: Item, log: TimelineLog, words: ReturnType<typeof useWords>["words"]): Row | null {
  const say = words.timeline;
  const index = Number(item.slice(1));
  if (item.startsWith("c")) {
    const call = log.calls[index];
    if (!call) return null;
    const actor = actorWords(call.actor, log, say);
    const line = call.source ? `:${call.source.line}` : "";
    return {
      item,
      at: call.at,
      where: `${say[call.host]} · ${actor}${line}`,
      what: callWords(call),
      result: callResultWords(call, log, say),
    };
  }
  if (item.startsWith("p")) {
    const packet = log.packets[index];
    if (!packet) return null;
    const to = packet.link === "lo" ? packet.from : packet.from === "you" ? "lab" : "you";
    return {
      item,
      at: packet.at,
      where: `${say[packet.from]} → ${say[to]}`,
      what: `#${packet.frame} ${packetWords(packet, log)}`,
      result: packetFateWords(packet, say),
    };
  }
  const mark = log.marks[index];
  return mark
    ? {
        item,
        at: mark.at,
        where: mark.kind === "wire" ? say.wire : say[mark.host],
        what: sayItem(item, log, say),
        result: "",
      }
    : null;
}

export function TimelineTable(props: {
  state: TimelineState;
  layout: TimelineLayout;
  selected: Item | null;
  onOpen: (item: Item) => void;
}) {
  const { words } = useWords();
  const say = words.timeline;
  const [limit, setLimit] = useState(page);
  const { log } = useDeferredValue(props.state);
  props.layout.update(log);
  const items = lastItems(props.layout, limit);
  const chosen = useRef<HTMLTableRowElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each thing chosen, and when the table opens.
  useEffect(() => {
    // In braces: a browser may hand back a promise, which React would take for what ends the effect.
    chosen.current?.scrollIntoView({ block: "nearest" });
  }, [props.selected]);
  const from = props.layout.items - items.length;
  const rows = items.flatMap((item) => rowOf(item, log, words) ?? []);
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      {from > 0 ? (
        <button
          type="button"
          className="m-2 rounded border border-line px-2 py-1 text-[12px] text-muted"
          onClick={() => setLimit(limit + page * 5)}
        >
          {fill(say.earlier, { n: Math.min(from, page * 5) })}
        </button>
      ) : null}
      <table className="w-full table-fixed border-collapse text-left [overflow-wrap:anywhere] text-[12px] @max-xl:block">
        <caption className="@max-xl:block px-3 py-1 text-left text-[11.5px] text-muted">
          {say.caption}
          {from > 0 ? ` · ${fill(say.ofAll, { n: rows.length, count: props.layout.items })}` : ""}
        </caption>
        <thead className="sticky top-0 bg-panel text-muted @max-xl:sr-only">
          <tr className="border-line border-b">
            {[say.colTime, say.colWhere, say.colWhat, say.colResult].map((title) => (
              <th
                key={title}
                scope="col"
                className="whitespace-nowrap px-2 py-1 font-medium first:w-20 last:w-1/3 nth-2:w-1/4"
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        {/* Where four columns have no room, the time stands beside the other three. */}
        <tbody className="font-mono @max-xl:block">
          {rows.map((row) => (
            <tr
              key={row.item}
              ref={row.item === props.selected ? chosen : undefined}
              className={`border-line border-b align-top @max-xl:grid @max-xl:grid-cols-[4.25rem_minmax(0,1fr)] ${row.item === props.selected ? "bg-raised" : ""}`}
            >
              <td className="row-span-3 px-2 py-0.5 text-muted tabular-nums">{momentText(row.at)}</td>
              <td className="px-2 py-0.5 font-sans">{row.where}</td>
              <td className="px-2 py-0.5">
                {row.item.startsWith("m") ? (
                  row.what
                ) : (
                  <button
                    type="button"
                    className="text-left underline decoration-line underline-offset-2 hover:decoration-current"
                    onClick={() => props.onOpen(row.item)}
                  >
                    {row.what}
                  </button>
                )}
              </td>
              <td className="px-2 py-0.5 font-sans text-muted">{row.result}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
