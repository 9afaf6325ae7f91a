/** One frame in one line, with the colour that its kind has everywhere on the page. */
import { decodePacket } from "../../protocol/packet/decode-packet.ts";
import { flagNames, packetSummary } from "../../protocol/packet/packet-summary.ts";

export type Tone = "syn" | "data" | "fin" | "rst" | "ack" | "muted";

/** `text` says all, `brief` what fits beside buttons. */
export function frameSummary(
  bytes: Uint8Array,
  length?: number,
): { text: string; brief: string; tone: Tone } {
  const packet = decodePacket(bytes, length);
  const text = packetSummary(packet);
  return { text, brief: briefOf(packet) ?? text, tone: toneOf(packet) };
}

function briefOf({ tcp, udp }: ReturnType<typeof decodePacket>): string | null {
  const of = tcp ?? udp;
  if (!of) return null;
  const bytes = of.payloadLength > 0 ? ` ${of.payloadLength} B` : "";
  return `${tcp ? flagNames(tcp.flags) : "UDP"}${bytes}  ${of.sourcePort} → ${of.destinationPort}`;
}

function toneOf({ tcp, udp }: ReturnType<typeof decodePacket>): Tone {
  if (udp) return "data";
  if (!tcp) return "muted";
  if (tcp.flags.rst) return "rst";
  if (tcp.flags.syn) return "syn";
  if (tcp.flags.fin) return "fin";
  return tcp.payloadLength > 0 ? "data" : "ack";
}
