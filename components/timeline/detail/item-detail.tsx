"use client";

/** The chosen thing, opened below the picture: its name, its moment, and all that is known of it. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import type { Source } from "../../../protocol/lab-event.ts";
import type { Micros } from "../../../protocol/names.ts";
import { Button } from "../../controls/button.tsx";
import { useWords } from "../../words/use-words.tsx";
import { fill, type Words } from "../../words/words.ts";
import type { Item } from "../log/item.ts";
import { receiverOf } from "../log/take-packet.ts";
import type { TimelineCall, TimelineLog, TimelinePacket } from "../log/timeline-log.ts";
import { packetTone } from "../scene/packet-look.ts";
import { momentText } from "../time-text.ts";
import { CallDetail } from "./call-detail.tsx";
import { PacketDetail } from "./packet-detail.tsx";

type OpenedProps = {
  log: TimelineLog;
  onOpen: (item: Item) => void;
  onSource?: ((source: Source) => void) | undefined;
};

export function ItemDetail(
  props: OpenedProps & {
    packet: TimelinePacket | undefined;
    call: TimelineCall | undefined;
    now: Micros;
    onClose: () => void;
    /** After the keyboard closed it: where it goes on. */
    onLeave: () => void;
    onMoment: (at: Micros) => void;
  },
) {
  const say = useWords().words.timeline;
  const { log, packet, call, onClose, onMoment } = props;
  const opened = { log, onOpen: props.onOpen, onSource: props.onSource };
  return (
    <section
      aria-label={say.detail}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        onClose();
        props.onLeave();
      }}
      className="max-h-[44%] min-h-24 shrink-0 overflow-y-auto border-line border-t px-3 py-2"
    >
      {packet ? (
        <>
          <DetailHead at={packet.at} onMoment={onMoment} onClose={onClose}>
            <h3
              className="min-w-0 break-words font-semibold"
              style={{ color: `var(--${packet.fate?.kind === "lost" ? "rst" : packetTone(packet)})` }}
            >
              {packetTitle(packet, say)}
            </h3>
            <span className="min-w-0 font-mono text-[11px] text-muted">{packetNumbers(packet, say)}</span>
          </DetailHead>
          <PacketDetail key={packet.index} packet={packet} {...opened} />
        </>
      ) : call ? (
        <>
          <DetailHead at={call.at} onMoment={onMoment} onClose={onClose}>
            <h3
              className={`min-w-0 break-words font-semibold ${call.host === "you" ? "text-you" : "text-lab"}`}
            >
              {call.name}()
            </h3>
          </DetailHead>
          <CallDetail call={call} now={props.now} {...opened} />
        </>
      ) : null}
    </section>
  );
}

const packetTitle = (packet: TimelinePacket, say: Words["timeline"]): string =>
  `#${packet.frame} · ${say[packet.from]} → ${say[receiverOf(packet)]} · ${packet.view.title}`;

function packetNumbers({ view }: TimelinePacket, say: Words["timeline"]): string {
  const { source, destination, numbers, payloadBytes } = view;
  const ports = source.port === null ? "" : `${source.port} → ${destination.port}`;
  return [ports, numbers, fill(say.bytes, { n: payloadBytes })].filter(Boolean).join(" · ");
}

function DetailHead(props: {
  at: Micros;
  onMoment: (at: Micros) => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const say = useWords().words.timeline;
  const { at, onMoment, onClose } = props;
  return (
    <header className="mb-1 flex items-baseline gap-2 text-[12.5px]">
      <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2">{props.children}</div>
      <Button look="quiet" className="!px-1.5 font-mono" title={say.goHere} onClick={() => onMoment(at)}>
        {momentText(at)} s
      </Button>
      <Button look="quiet" className="!px-1.5" aria-label={say.close} title={say.close} onClick={onClose}>
        <X size={13} aria-hidden />
      </Button>
    </header>
  );
}
