/** How a packet's line looks: its colour, and a second cue beside it, since a colour never stands alone. */
import type { TimelinePacket } from "../log/timeline-log.ts";
import type { Line, Tone } from "./scene.ts";

export const packetTone = ({ view }: TimelinePacket): Tone =>
  view.kind === "icmp" ? "fin" : view.kind === "arp" || view.kind === "other" ? "muted" : view.kind;

export function packetLook(packet: TimelinePacket): Pick<Line, "item" | "tone" | "thick" | "dash"> {
  const { kind } = packet.view;
  return {
    item: `p${packet.index}`,
    tone: packet.fate?.kind === "lost" ? "rst" : packetTone(packet),
    thick: kind === "data" ? 2.2 : kind === "ack" ? 1.2 : 1.7,
    dash: kind === "fin" ? [7, 3] : kind === "icmp" ? [3, 3] : kind === "arp" ? [2, 4] : [],
  };
}
