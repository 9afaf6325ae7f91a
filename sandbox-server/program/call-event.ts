/** A program's trace message as the lab event it becomes. */
import type { CallEvent, LabEventOf, ReturnEvent } from "../../protocol/lab-event.ts";
import type { RunId } from "../../protocol/names.ts";
import type { TraceMessage } from "./trace-message.ts";

type Of<Kind extends TraceMessage["t"]> = Extract<TraceMessage, { t: Kind }>;

/** @param since microseconds since the lab opened, of a reading of the program's clock */
export function callEvent(
  message: Of<"call"> | Of<"return"> | Of<"paused">,
  actor: RunId,
  since: (clock: number) => number,
): CallEvent | ReturnEvent | LabEventOf<"paused"> {
  const at = since(message.at);
  if (message.t === "call") {
    const { call, thread, name, fd, args, source } = message;
    return { type: "call", at, actor, call, thread, name, fd, args, source };
  }
  if (message.t === "paused") {
    const { thread, name, args, source } = message;
    return { type: "paused", at, actor, thread, name, args, source };
  }
  const { call, outcome, newFd, moved, flow } = message;
  return {
    type: "return",
    at,
    actor,
    call,
    outcome,
    ...(newFd === undefined ? {} : { newFd }),
    ...(moved === undefined ? {} : { moved }),
    ...(flow === undefined ? {} : { flow }),
  };
}
