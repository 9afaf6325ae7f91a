/** Any thing of the timeline in one sentence: for a screen reader, for the table. */
import { fill, type Words } from "../words/words.ts";
import { actorWords, callResultWords, callWords } from "./call-words.ts";
import type { Item } from "./log/item.ts";
import type { TimelineLog, TimelinePacket } from "./log/timeline-log.ts";
import { markWords } from "./mark-words.ts";
import { connectionName } from "./scene/connection-name.ts";
import { shortWire } from "./short-wire.ts";
import { spanText } from "./time-text.ts";

export function packetWords(packet: TimelinePacket, log: TimelineLog): string {
  const { view } = packet;
  const connection = view.connection === null ? undefined : log.connections.get(view.connection);
  const name = connection && log.connections.size > 1 ? `${connectionName(connection.order)} ` : "";
  const bytes = view.payloadBytes > 0 ? ` ${view.payloadBytes} B` : "";
  const preview = view.preview ? ` “${view.preview}”` : "";
  return `${name}${view.title}${view.numbers ? ` ${view.numbers}` : ""}${bytes}${preview}`;
}

export function packetFateWords(packet: TimelinePacket, say: Words["timeline"]): string {
  const { fate } = packet;
  if (!fate) return packet.held ? say.sayHeld : say.sayOnItsWay;
  if (fate.kind === "lost") return say.sayLost;
  if (packet.link === "lo") return say.wireLoopback;
  return fill(say.sayArrived, { time: spanText(fate.at - packet.at) });
}

export function sayItem(item: Item, log: TimelineLog, say: Words["timeline"]): string {
  const index = Number(item.slice(1));
  if (item.startsWith("c")) {
    const call = log.calls[index];
    if (!call) return "";
    const actor = actorWords(call.actor, log, say);
    const what = fill(say.sayCall, { actor, host: say[call.host], call: callWords(call) });
    return fill(say.sayResultOf, { what, result: callResultWords(call, log, say) });
  }
  if (item.startsWith("p")) {
    const packet = log.packets[index];
    if (!packet) return "";
    const to = packet.link === "lo" ? packet.from : packet.from === "you" ? "lab" : "you";
    const carried = packetWords(packet, log);
    const route = { n: packet.frame, from: say[packet.from], to: say[to] };
    const what = fill(say.sayPacket, { ...route, what: carried });
    return fill(say.sayResultOf, { what, result: packetFateWords(packet, say) });
  }
  const mark = log.marks[index];
  if (!mark) return "";
  if (mark.kind === "wire")
    return fill(say.sayWire, { settings: shortWire(mark.settings, say) || say.perfectWire });
  return markWords(mark, say);
}
