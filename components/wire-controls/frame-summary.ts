/** One frame in one line, with the colour that its kind has everywhere on the page. */
import { decodePacket } from "../../protocol/packet/decode-packet.ts";
import { packetSummary } from "../../protocol/packet/packet-summary.ts";

export type Tone = "syn" | "data" | "fin" | "rst" | "ack" | "muted";

export function frameSummary(bytes: Uint8Array, length?: number): { text: string; tone: Tone } {
  const packet = decodePacket(bytes, length);
  return { text: packetSummary(packet), tone: toneOf(packet) };
}

function toneOf({ tcp, udp }: ReturnType<typeof decodePacket>): Tone {
  if (udp) return "data";
  if (!tcp) return "muted";
  if (tcp.flags.rst) return "rst";
  if (tcp.flags.syn) return "syn";
  if (tcp.flags.fin) return "fin";
  return tcp.payloadLength > 0 ? "data" : "ack";
}
