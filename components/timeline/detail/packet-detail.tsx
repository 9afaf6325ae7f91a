"use client";

/** One packet, opened: what it is, whose calls it belongs to, what the wire did, every field in words, and its bytes. */
import { useCallback, useMemo, useState } from "react";
import type { Source } from "../../../protocol/lab-event.ts";
import { decodePacket } from "../../../protocol/packet/decode-packet.ts";
import { type PacketField, packetFields } from "../../../protocol/packet/packet-fields.ts";
import { fromBase64 } from "../../controls/base64.ts";
import { Choice } from "../../controls/choice.tsx";
import { useWords } from "../../words/use-words.tsx";
import { fill } from "../../words/words.ts";
import type { Item } from "../log/item.ts";
import { packetLinks } from "../log/related-items.ts";
import type { TimelineLog, TimelinePacket } from "../log/timeline-log.ts";
import { CallLink, DetailFact, ItemLink } from "./detail-parts.tsx";
import { bitPicture, valueWords } from "./field-words.ts";
import { HexView } from "./hex-view.tsx";
import { wireWords } from "./wire-words.ts";

function Size(props: { field: PacketField }) {
  const say = useWords().words.timeline;
  const { bitLength } = props.field;
  if (bitLength === 1) return say.bit;
  return bitLength % 8 === 0 ? fill(say.bytesShort, { n: bitLength / 8 }) : fill(say.bits, { n: bitLength });
}

const inTransport = (field: PacketField) =>
  !["ethernet", "ipv4", "ipv6", "ipv6-extension"].includes(field.layer);

const isCopy = ({ duplicateOf }: TimelinePacket) => duplicateOf !== null;
const isSentAgain = (packet: TimelinePacket) => !isCopy(packet);

function Repetitions(props: {
  name: string;
  packets: readonly TimelinePacket[];
  onOpen: (item: Item) => void;
}) {
  if (props.packets.length === 0) return null;
  return (
    <DetailFact name={props.name}>
      {props.packets.map(({ index, frame }) => (
        <ItemLink key={index} item={`p${index}`} onOpen={props.onOpen}>
          #{frame}
        </ItemLink>
      ))}
    </DetailFact>
  );
}

export function PacketDetail(props: {
  log: TimelineLog;
  packet: TimelinePacket;
  onOpen: (item: Item) => void;
  onSource?: ((source: Source) => void) | undefined;
}) {
  const { words } = useWords();
  const say = words.timeline;
  const { log, packet } = props;
  const changed = packet.fate?.kind === "delivered" ? packet.fate.data : undefined;
  const [arrived, setArrived] = useState(false);
  const data = arrived && changed !== undefined ? changed : packet.data;
  // Decoded once, though its calls are asked for again with each change of the log.
  const { bytes, length, fields } = useMemo(() => {
    const bytes = fromBase64(data);
    const length = data === packet.data ? packet.length : bytes.length;
    return { bytes, length, fields: packetFields(decodePacket(bytes, length)) };
  }, [data, packet]);
  const [chosen, choose] = useState<number | null>(null);
  const field = chosen === null ? undefined : fields[chosen];
  const showByte = useCallback(
    (at: number) => {
      const holding = fields.findIndex((each) => at >= each.byteStart && at < each.byteEnd);
      choose(holding < 0 ? null : holding);
    },
    [fields],
  );
  const links = packetLinks(log, packet);
  const { view } = packet;
  const names = say.fieldNames;
  const callLinks = (calls: typeof links.sentBy) =>
    calls.map((call) => (
      <CallLink key={call.index} log={log} call={call} onOpen={props.onOpen} onSource={props.onSource} />
    ));
  const carries = view.payloadBytes > 0 && (view.protocol === "tcp" || view.protocol === "udp");

  const layers: { layer: PacketField["layer"]; fields: { field: PacketField; index: number }[] }[] = [];
  for (const [index, each] of fields.entries()) {
    const last = layers.at(-1);
    if (last?.layer === each.layer) last.fields.push({ field: each, index });
    else layers.push({ layer: each.layer, fields: [{ field: each, index }] });
  }
  return (
    <div className="space-y-2">
      <dl className="grid grid-cols-[max-content_1fr] gap-x-3 gap-y-0.5 text-[12px]">
        {carries || links.sentBy.length > 0 ? (
          <DetailFact name={say.sentBy}>
            {links.sentBy.length > 0 ? callLinks(links.sentBy) : say.notTraced}
          </DetailFact>
        ) : (
          <DetailFact name={say.sentBy}>
            {links.askedBy ? (
              <>
                {say.byKernel}
                {say.askedBy} {callLinks([links.askedBy])}
              </>
            ) : (
              say.byKernel
            )}
          </DetailFact>
        )}
        {carries ? (
          <DetailFact name={say.receivedBy}>
            {links.receivedBy.length > 0
              ? callLinks(links.receivedBy)
              : packet.fate?.kind === "lost"
                ? say.neverArrived
                : say.notReceived}
          </DetailFact>
        ) : null}
        <DetailFact name={say.wireDoing}>{wireWords(packet, say)}</DetailFact>
        {links.first ? (
          <DetailFact name={packet.duplicateOf === null ? say.repeats : say.copyOf}>
            <ItemLink item={`p${links.first.index}`} onOpen={props.onOpen}>
              #{links.first.frame}
            </ItemLink>
          </DetailFact>
        ) : null}
        <Repetitions name={say.repeatedBy} packets={links.again.filter(isSentAgain)} onOpen={props.onOpen} />
        <Repetitions name={say.copiedAs} packets={links.again.filter(isCopy)} onOpen={props.onOpen} />
      </dl>
      {view.marks.length > 0 || view.span ? (
        <ul className="text-[12px] text-muted">
          {view.marks.map((mark) => (
            <li key={mark}>{say.marks[mark]}</li>
          ))}
          {view.span ? <li>{fill(say.stream, { start: view.span.start + 1, end: view.span.end })}</li> : null}
        </ul>
      ) : null}
      <div className="sticky -top-2 z-10 space-y-1.5 bg-panel py-1.5">
        <p
          className="min-h-11 rounded-md border border-line bg-raised px-2 py-1 text-[12px] @max-sm:min-h-16"
          aria-live="polite"
        >
          {field ? (
            <>
              <b>{names[field.key]}</b> <span className="font-mono">{field.text}</span>{" "}
              <span className="text-muted">
                (<Size field={field} />)
              </span>{" "}
              {say.fieldWords[field.key]} {valueWords(field, packet, say)}{" "}
              <code className="whitespace-nowrap text-accent">{bitPicture(field, bytes)}</code>
            </>
          ) : (
            <span className="text-muted">{say.chooseField}</span>
          )}
        </p>
        {changed === undefined ? null : (
          <Choice
            legend={say.hex}
            value={arrived ? "arrived" : "sent"}
            options={[
              { value: "sent", label: say.asSent },
              { value: "arrived", label: say.asArrived },
            ]}
            onChange={(value) => {
              setArrived(value === "arrived");
              choose(null);
            }}
          />
        )}
        <HexView
          bytes={bytes}
          length={length}
          start={field?.byteStart ?? 0}
          end={field?.byteEnd ?? 0}
          onByte={showByte}
        />
      </div>
      {layers.map(({ layer, fields: own }) => (
        <details key={`${layer} ${own[0]?.index}`} open={own.some(({ field: each }) => inTransport(each))}>
          <summary className="cursor-pointer font-medium text-[12px]">{say.layers[layer]}</summary>
          <table className="w-full text-[12px]">
            <caption className="sr-only">{say.layers[layer]}</caption>
            <thead className="sr-only">
              <tr>
                <th scope="col">{say.field}</th>
                <th scope="col">{say.value}</th>
              </tr>
            </thead>
            <tbody>
              {own.map(({ field: each, index }) => (
                <tr key={`${each.key} ${each.bitOffset}`} className={index === chosen ? "bg-raised" : ""}>
                  <th scope="row" className="w-2/5 py-px pr-2 text-left font-normal">
                    <button
                      type="button"
                      aria-pressed={index === chosen}
                      title={say.fieldWords[each.key]}
                      className="w-full scroll-mt-48 text-left text-muted hover:text-text"
                      onClick={() => choose(index === chosen ? null : index)}
                    >
                      {names[each.key]}
                    </button>
                  </th>
                  <td className="break-all py-px font-mono">
                    {each.text}
                    {each.checksum?.state === "bad" ? <span className="text-rst"> ✗</span> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ))}
    </div>
  );
}
