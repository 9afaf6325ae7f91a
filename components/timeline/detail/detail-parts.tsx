"use client";

/** What packets' and calls' details have in common: a fact with its name, a way to another thing, a way to a line. */
import type { ReactNode } from "react";
import type { Source } from "../../../protocol/lab-event.ts";
import { useWords } from "../../words/use-words.tsx";
import { fill } from "../../words/words.ts";
import type { Item } from "../log/item.ts";
import type { TimelineCall, TimelineLog } from "../log/timeline-log.ts";

export function DetailFact(props: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{props.name}</dt>
      <dd className="flex min-w-0 flex-wrap gap-x-2">{props.children}</dd>
    </>
  );
}

const linkLook = "font-mono text-left underline decoration-line underline-offset-2 hover:decoration-current";

/** Opens another thing of the timeline. */
export function ItemLink(props: { item: Item; onOpen: (item: Item) => void; children: ReactNode }) {
  return (
    <button type="button" className={linkLook} onClick={() => props.onOpen(props.item)}>
      {props.children}
    </button>
  );
}

/** `client.ts:6`: shows the line in the editor. Plain text where nothing can show it. */
export function SourceLink(props: { source: Source; onSource?: ((source: Source) => void) | undefined }) {
  const say = useWords().words.timeline;
  const { source, onSource } = props;
  const file = source.file.replace(/^\/home\/you\//, "");
  const text = fill(say.callFrom, { file, line: source.line });
  if (!onSource) return <span className="font-mono">{text}</span>;
  return (
    <button
      type="button"
      className={`${linkLook} text-accent`}
      title={fill(say.openSource, { file, line: source.line })}
      onClick={() => onSource(source)}
    >
      {text}
    </button>
  );
}

export function CallLink(props: {
  log: TimelineLog;
  call: TimelineCall;
  onOpen: (item: Item) => void;
  onSource?: ((source: Source) => void) | undefined;
}) {
  const { call, log } = props;
  const actor = log.actors.get(call.actor)?.title ?? call.actor;
  return (
    <span className="inline-flex items-baseline gap-1.5">
      <ItemLink item={`c${call.index}`} onOpen={props.onOpen}>
        {call.name}()
      </ItemLink>
      {call.source ? (
        <SourceLink source={call.source} onSource={props.onSource} />
      ) : (
        <span className="text-muted">{actor}</span>
      )}
    </span>
  );
}
