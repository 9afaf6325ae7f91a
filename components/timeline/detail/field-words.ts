/** A field's value in words, and its bits in its bytes. */
import type { PacketField } from "../../../protocol/packet/packet-fields.ts";
import { fill, type Words } from "../../words/words.ts";
import type { TimelinePacket } from "../log/timeline-log.ts";

/** What this value means here, beside what its field means everywhere. */
export function valueWords(field: PacketField, packet: TimelinePacket, say: Words["timeline"]): string {
  if (field.checksum) {
    const { state, expected } = field.checksum;
    if (state === "ok") return say.checksumOk;
    if (state === "bad")
      return fill(say.checksumBad, { expected: `0x${(expected ?? 0).toString(16).padStart(4, "0")}` });
    return { offloaded: say.checksumOffloaded, absent: say.checksumAbsent, unknown: say.checksumUnknown }[
      state
    ];
  }
  const numbers = /seq (\d+)(?: ack (\d+))?/.exec(packet.view.numbers);
  if (field.key === "tcp.sequence" && numbers) return fill(say.relative, { n: numbers[1] ?? "" });
  if (field.key === "tcp.acknowledgment" && numbers?.[2]) return fill(say.relative, { n: numbers[2] });
  if (field.key === "tcp.window" && packet.view.window !== null && packet.view.window !== field.value)
    return fill(say.scaledWindow, { n: packet.view.window });
  return "";
}

/** The field's bits within its bytes: `0101 ····`. Empty where it fills them. */
export function bitPicture(field: PacketField, bytes: Uint8Array): string {
  if (field.bitLength % 8 === 0 && field.bitOffset % 8 === 0) return "";
  let bits = "";
  for (let bit = field.byteStart * 8; bit < field.byteEnd * 8; bit++) {
    const mine = bit >= field.bitOffset && bit < field.bitOffset + field.bitLength;
    bits += mine ? String(((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) : "·";
    if (bit % 4 === 3) bits += " ";
  }
  return bits.trim();
}
