/** The packets as a pcapng file: both links, times, and for each packet the source lines of its calls as comments. */
import type { Source } from "../../protocol/lab-event.ts";
import { writePcapng } from "../../protocol/packet/pcapng.ts";
import { fromBase64 } from "../controls/base64.ts";
import { packetLinks } from "./log/related-items.ts";
import type { TimelineCall, TimelineLog } from "./log/timeline-log.ts";

const place = (source: Source | null) =>
  source ? `${source.file.replace(/^\/home\/you\//, "")}:${source.line} ` : "";

function commentOf(log: TimelineLog, what: string, call: TimelineCall): string {
  const actor = log.actors.get(call.actor)?.title ?? call.actor;
  return `${what} ${call.source ? place(call.source) : `${actor} `}${call.name}`;
}

/** @param openedAt wall clock time at which the lab opened, in milliseconds since 1970 */
export function timelinePcapng(log: TimelineLog, openedAt: number): Uint8Array<ArrayBuffer> {
  const interfaces = ["wire", "lo"];
  const frames = log.packets.map((packet) => {
    const links = packetLinks(log, packet);
    const comments = [
      ...links.sentBy.map((call) => commentOf(log, "sent by", call)),
      ...(links.sentBy.length === 0 && links.askedBy ? [commentOf(log, "asked for by", links.askedBy)] : []),
      ...links.receivedBy.map((call) => commentOf(log, "received by", call)),
    ];
    const { fate } = packet;
    if (fate?.kind === "lost") comments.push(`lost at the wire (${fate.why})`);
    if (packet.duplicateOf !== null)
      comments.push(`a copy that the wire made of frame ${packet.duplicateOf}`);
    if (fate?.kind === "delivered" && packet.held) comments.push("held at the wire, then released");
    return {
      at: packet.at,
      interface: packet.link === "wire" ? 0 : 1,
      bytes: fromBase64(packet.data),
      length: packet.length,
      comments,
    };
  });
  return writePcapng({ interfaces, openedAt, resolution: "us", application: "Socket Playground", frames });
}

/** Hands a file to the browser to keep. */
export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/x-pcapng" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken its own hold of the bytes by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
