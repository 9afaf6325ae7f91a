"use client";

/** One call, opened: its arguments and result, how long the kernel kept it, its line, and its packets. */
import type { Source } from "../../../protocol/lab-event.ts";
import type { Micros } from "../../../protocol/names.ts";
import { useWords } from "../../words/use-words.tsx";
import { fill } from "../../words/words.ts";
import { actorWords, callWords, doneWords } from "../call-words.ts";
import type { Item } from "../log/item.ts";
import { callPackets } from "../log/related-items.ts";
import { standsBefore } from "../log/take-call.ts";
import type { TimelineCall, TimelineLog } from "../log/timeline-log.ts";
import { packetWords } from "../say-item.ts";
import { spanText } from "../time-text.ts";
import { DetailFact, ItemLink, SourceLink } from "./detail-parts.tsx";

const mostPackets = 40;

export function CallDetail(props: {
  log: TimelineLog;
  call: TimelineCall;
  now: Micros;
  onOpen: (item: Item) => void;
  onSource?: ((source: Source) => void) | undefined;
}) {
  const say = useWords().words.timeline;
  const { log, call } = props;
  const { outcome } = call;
  // One more than are listed tells that there are more: what a call moved may be half the log.
  const packets = callPackets(log, call, mostPackets + 1);
  const actor = actorWords(call.actor, log, say);
  const pause = standsBefore(log, call);
  const time = spanText((call.ended ?? props.now) - call.at);
  const lasted =
    call.ended === null
      ? pause
        ? say.callUnderWay
        : say.callBlocked
      : !outcome
        ? say.callKilled
        : call.ended - call.at < 1_000
          ? say.callPrompt
          : say.callTook;
  const bytes = call.moved
    ? fill(call.moved.way === "sent" ? say.callMovedSent : say.callMovedReceived, { n: call.moved.bytes })
    : null;
  return (
    <div className="space-y-2 text-[12px]">
      <p className="break-all font-mono">{callWords(call)}</p>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-3 gap-y-0.5">
        <DetailFact name={say.call}>
          <span>{actor}</span>
          {call.thread > 0 ? <span>{fill(say.callThread, { n: call.thread })}</span> : null}
          {call.fd === null ? null : <span>{fill(say.descriptor, { n: call.fd })}</span>}
          {call.source ? <SourceLink source={call.source} onSource={props.onSource} /> : null}
        </DetailFact>
        {outcome?.ok ? (
          <DetailFact name={say.callResult}>
            <span className="break-all font-mono text-data">{outcome.text || doneWords(call, say)}</span>
          </DetailFact>
        ) : null}
        {outcome && !outcome.ok ? (
          <DetailFact name={say.callError}>
            <span>
              <b className="font-mono text-rst">{outcome.code}</b> {outcome.message}
            </span>
          </DetailFact>
        ) : null}
      </dl>
      <p>
        {fill(lasted, { time, name: pause?.name ?? "" })} {call.stood && !pause ? say.callStood : null}{" "}
        {bytes}
      </p>
      {packets.length > 0 ? (
        <div>
          <h4 className="font-medium">{say.callPackets}</h4>
          <ul>
            {packets.slice(0, mostPackets).map((packet) => (
              <li key={packet.index}>
                <ItemLink item={`p${packet.index}`} onOpen={props.onOpen}>
                  #{packet.frame} {packetWords(packet, log)}
                </ItemLink>
              </li>
            ))}
          </ul>
          {packets.length > mostPackets ? (
            <p className="text-muted">{fill(say.callMorePackets, { n: mostPackets })}</p>
          ) : null}
        </div>
      ) : call.moved?.way === "sent" && call.moved.bytes > 0 ? (
        <p className="text-muted">{say.callNoPacketsYet}</p>
      ) : call.ended === null ? null : (
        <p className="text-muted">{say.callNoPackets}</p>
      )}
    </div>
  );
}
