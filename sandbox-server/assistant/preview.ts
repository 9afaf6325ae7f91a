import { setTimeout as wait } from "node:timers/promises";
import type { LabEvent, LabEventOf } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import { CallTrace } from "../peers/call-trace.ts";
import { HostSockets, type Place } from "../peers/host-sockets.ts";
import { silentJournal } from "../peers/journal.ts";
import { AnswerBytes } from "./http-framing.ts";

/** Asks the learner's HTTP server on 10.0.0.2 for something, as it stands: raw request, raw response, bounded. */

export type PreviewOptions = {
  place: Place;
  preview: string;
  port: number;
  request: Uint8Array;
  now(): number;
  emit(event: LabEvent): void;
  signal: AbortSignal;
};

type Ended = LabEventOf<"preview">["ended"];

const { answerBytes: responseMost, answerMs: patience } = limits.preview;

/** Resolves when the response is told; an answer that never came is one, too. */
export async function fetchPreview(options: PreviewOptions): Promise<void> {
  const { place, preview, port, request, now, emit, signal } = options;
  const trace = new CallTrace("peer:preview", now, emit);
  const sockets = new HostSockets(place, trace, silentJournal);
  const answer = new AnswerBytes(request, responseMost);
  const late = new AbortController();
  const timer = wait(patience, "timeout" as const, { signal: AbortSignal.any([late.signal, signal]) }).catch(
    (): Ended => "timeout",
  );
  const ended = await Promise.race([timer, exchange(sockets, port, request, answer)]);
  late.abort();
  sockets.close();
  if (signal.aborted) return;
  emit({
    type: "preview",
    at: now(),
    preview,
    request: Buffer.from(request).toString("base64"),
    response: answer.bytes().toString("base64"),
    ended,
  });
}

async function exchange(
  sockets: HostSockets,
  port: number,
  request: Uint8Array,
  answer: AnswerBytes,
): Promise<Ended> {
  try {
    const connection = await sockets.connectTcp(port, { timeout: patience });
    await connection.send(request);
    while (!answer.whole) {
      const bytes = await connection.receive();
      if (bytes.length === 0) break;
      answer.take(bytes);
      if (answer.full) return "too-long";
    }
    connection.close();
    return "close";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ECONNREFUSED") return "refused";
    if (code === "ETIMEDOUT") return "timeout";
    if (code === "ECONNRESET" || code === "EPIPE") return "reset";
    // The preview is over (PeerStopped): the timer has told already.
    return "timeout";
  }
}
