/** A call's words in its host's gutter: what was asked, and what came of it. */
import type { Words } from "../../words/words.ts";
import { doneWords } from "../call-words.ts";
import type { CallPlace } from "../layout/places.ts";
import type { Item } from "../log/item.ts";
import type { TimelineCall } from "../log/timeline-log.ts";
import { spanText } from "../time-text.ts";
import type { Board } from "./board.ts";
import { cutTo } from "./cut-text.ts";
import type { LabelPart } from "./scene.ts";

/** `recv(1024)` with as much of its arguments as there is room for. */
function callText(call: TimelineCall, room: number, measure: (text: string) => number): string {
  const full = `${call.name}(${call.args.join(", ")})`;
  if (measure(full) <= room) return full;
  const first = call.args[0] ?? "";
  const inside = cutTo(first, room - measure(`${call.name}(, …)`), measure);
  if (inside.length > 2 && call.args.length > 1)
    return `${call.name}(${inside.endsWith("…") ? inside : `${inside}, …`})`;
  const alone = cutTo(first, room - measure(`${call.name}()`), measure);
  if (alone.length > 2) return `${call.name}(${alone})`;
  for (const text of [`${call.name}(…)`, `${call.name}()`]) if (measure(text) <= room) return text;
  return cutTo(call.name, room, measure);
}

/**
 * What was received, without how many bytes it was: that stands first here, since where there is little room the end of
 * a row is left out. Bytes in hex begin with digits, too.
 */
function withoutCount(text: string, bytes: number): string {
  if (text === String(bytes)) return "";
  const before = [`${bytes} B `, `${bytes}: `].find((count) => text.startsWith(count)) ?? "";
  const rest = text.slice(before.length);
  const count = ` (${bytes} B)`;
  const at = rest.lastIndexOf(count);
  return at < 0 ? rest : rest.slice(0, at) + rest.slice(at + count.length);
}

function resultPart(call: TimelineCall, words: Words["timeline"]): LabelPart | null {
  const { outcome, moved } = call;
  if (outcome === null) return call.ended === null ? null : { text: "✗", tone: "rst" };
  if (!outcome.ok) return { text: `✗ ${outcome.code}`, tone: "rst" };
  if (moved?.way === "received") {
    const end = moved.bytes === 0 && call.stream;
    const what = end ? words.endOfStream : withoutCount(outcome.text, moved.bytes);
    return { text: `= ${moved.bytes} B ${what}`.trimEnd(), tone: "data" };
  }
  return outcome.text === "" ? null : { text: `= ${outcome.text}`, tone: "data" };
}

/** A prompt call takes one row; one that waited has its result where it came back, with the time that it took. */
export function putCallWords(board: Board, call: TimelineCall, place: CallPlace): void {
  const { zoom, measure, words } = board.in;
  const room = board.gutterRoom(call.host);
  if (room < 40) return;
  const item: Item = `c${call.index}`;
  const y = place.y * zoom;
  const tag = board.tagOf(call);
  const used = tag.length > 0 ? measure(tag[0]?.text ?? "") + 11 : 0;
  const result = resultPart(call, words);
  if (place.merged && result) {
    const left = room - used - measure(`${call.name}()`) - 5;
    // Little room: the number of the descriptor or of the bytes says most.
    if (measure(result.text) > left && call.newFd !== null && call.moved === null)
      result.text = `= ${call.newFd}`;
    else if (measure(result.text) > left && call.moved)
      result.text = cutTo(result.text, Math.max(measure(`= ${call.moved.bytes} B`), left), measure);
    const whole = measure(result.text) + 5;
    const least = measure(`${call.name}()`);
    const text = callText(call, Math.max(least, room - used - whole), measure);
    board.putInGutter(item, call.host, y, [...tag, { text, tone: "text" }, result]);
    return;
  }
  const asked: LabelPart = { text: callText(call, room - used, measure), tone: "text" };
  board.putInGutter(item, call.host, y, [...tag, asked]);
  if (Number.isNaN(place.end) || place.merged) return;
  const waited = (call.ended ?? 0) - call.at;
  const narrow = room < 90;
  const time: LabelPart[] = waited >= 1_000 && !narrow ? [{ text: spanText(waited), tone: "muted" }] : [];
  const shown = result ?? { text: doneWords(call, words), tone: "data" as const };
  const timeRoom = time.length > 0 ? measure(time[0]?.text ?? "") + 5 : 0;
  const text = cutTo(shown.text, room - used - timeRoom, measure);
  board.putInGutter(item, call.host, place.end * zoom, [...tag, { ...shown, text }, ...time]);
}
