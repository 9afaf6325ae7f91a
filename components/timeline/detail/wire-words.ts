/** What the wire did with a packet, in words. */
import { fill, type Words } from "../../words/words.ts";
import type { TimelinePacket } from "../log/timeline-log.ts";
import { spanText } from "../time-text.ts";

export function wireWords(packet: TimelinePacket, say: Words["timeline"]): string {
  const { fate } = packet;
  if (packet.link === "lo") return say.wireLoopback;
  if (!fate) return packet.held ? say.wireHeld : say.wireWaiting;
  const time = spanText(fate.at - packet.at);
  if (fate.kind === "lost") {
    const why = { loss: say.wireLost, cut: say.wireCut, dropped: say.wireDropped, full: say.wireFull }[
      fate.why
    ];
    return fill(why, { time });
  }
  const did = [fill(packet.held ? say.wireReleased : say.wireDelivered, { time })];
  if (fate.corrupted) did.push(say.wireCorrupted);
  if (fate.altered) did.push(say.wireAltered);
  return did.join(" · ");
}
