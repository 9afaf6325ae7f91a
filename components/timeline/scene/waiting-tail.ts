/** Below the last moment: calls that still wait, with their time, and where a stepped program stands. */
import type { Host } from "../../../protocol/names.ts";
import { fill } from "../../words/words.ts";
import { metric } from "../layout/metric.ts";
import type { Item } from "../log/item.ts";
import { standsBefore } from "../log/take-call.ts";
import type { TimelineCall, TimelinePause } from "../log/timeline-log.ts";
import { spanText } from "../time-text.ts";
import type { Board, SceneInput } from "./board.ts";
import type { LabelPart } from "./scene.ts";

const pad = 3;
/** One call that waits, below the last moment. */
const tailRow = metric.label + 2;

/** The bottom of everything, known before any of it is composed: whoever follows the end composes there at once. */
export function sceneBottom({
  log,
  layout,
  zoom,
  cursor,
}: Pick<SceneInput, "log" | "layout" | "zoom" | "cursor">): number {
  const rows = { you: 0, lab: 0 };
  if (cursor === null) {
    for (const index of log.openCalls) {
      const call = log.calls[index];
      if (call && layout.calls.has(index)) rows[call.host]++;
    }
    for (const { host } of log.paused.values()) rows[host]++;
  }
  return (layout.height + (Math.max(rows.you, rows.lab) + 1) * tailRow) * zoom + pad;
}

export function putTail(board: Board): void {
  const { log, layout, zoom, cursor } = board.in;
  board.scene.bottom = sceneBottom(board.in);
  if (cursor !== null) return;
  const rows = { you: layout.height * zoom, lab: layout.height * zoom };
  const put = (host: Host, item: Item | null, tag: LabelPart[], words: LabelPart) => {
    rows[host] += tailRow * zoom;
    if (board.readable && board.gutterRoom(host) >= 40 / zoom)
      board.putInGutter(item, host, rows[host], [...tag, words]);
  };
  for (const index of log.openCalls) {
    const call = log.calls[index];
    if (!call || !layout.calls.has(index)) continue;
    const tag = board.tagOf(call);
    put(call.host, `c${index}`, tag, { text: waitingText(board, call, tag), tone: "muted" });
  }
  for (const pause of log.paused.values()) {
    const tag = board.tagOf(pause);
    put(pause.host, null, tag, { text: pauseText(board, pause, tag), tone: "accent" });
  }
}

const roomBeside = (board: Board, host: Host, tag: LabelPart[]): number =>
  board.gutterRoom(host) - (tag.length > 0 ? 20 : 0);

/** Its bar's hatching says that it is blocked: which call, and for how long, is what words are for. */
function waitingText(board: Board, call: TimelineCall, tag: LabelPart[]): string {
  const { log, now, words, measure } = board.in;
  const room = roomBeside(board, call.host, tag);
  const time = spanText(Math.max(0, now - call.at));
  const wordings = standsBefore(log, call)
    ? [fill(words.underWay, { name: call.name })]
    : [
        `${call.name} ${fill(words.blocked, { time })}`,
        `${call.name} ${time}`,
        fill(words.blocked, { time }),
        time,
      ];
  return wordings.find((each) => measure(each) <= room) ?? wordings.at(-1) ?? "";
}

/** Where there is little room, the call's name says more than that it comes next. */
function pauseText(board: Board, { host, name }: TimelinePause, tag: LabelPart[]): string {
  const { words, measure } = board.in;
  const room = roomBeside(board, host, tag);
  const wordings = [fill(words.next, { name }), `▸ ${name}()`, `▸ ${name}`];
  return wordings.find((each) => measure(each) <= room) ?? name;
}
