import "./schemas-without-eval.ts";
import { Gunzip, gzipSync, strToU8 } from "fflate";
import { type Recording, recordingSchema } from "./recording.ts";

/**
 * A recording as one compact file: gzip around JSON, checked whole before anything of it is used. Page, site and
 * scripts share this; a file may come from anybody.
 */

export const recordingExtension = ".socketlab";

/** What a recording may unfold to: a small file could otherwise hold gigabytes of zeroes. */
const mostUnpacked = 48 * 1024 * 1024;

export type ReadResult =
  | { ok: true; recording: Recording }
  | { ok: false; why: "not-gzip" | "too-large" | "not-json" | "not-a-recording"; detail: string };

export function packRecording(recording: Recording): Uint8Array<ArrayBuffer> {
  // A fixed time: the same recording is the same file.
  return new Uint8Array(gzipSync(strToU8(JSON.stringify(recording)), { level: 9, mtime: 0 }));
}

/** Unpacks and checks; throws at nothing. */
export function readRecording(file: Uint8Array, most = mostUnpacked): ReadResult {
  const parts: Uint8Array[] = [];
  let size = 0;
  let tooLarge = false;
  let done = false;
  try {
    const gunzip = new Gunzip((part, last) => {
      size += part.length;
      if (size > most) tooLarge = true;
      else parts.push(part);
      done ||= last;
    });
    // In steps, so that a bomb is noticed while it is still small.
    for (let at = 0; at < file.length && !tooLarge; at += 4_096) {
      gunzip.push(file.subarray(at, at + 4_096), at + 4_096 >= file.length);
    }
  } catch (error) {
    return { ok: false, why: "not-gzip", detail: String(error) };
  }
  if (tooLarge) return { ok: false, why: "too-large", detail: `more than ${most} bytes` };
  if (!done) return { ok: false, why: "not-gzip", detail: "the file is cut off" };

  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(join(parts, size)));
  } catch (error) {
    return { ok: false, why: "not-json", detail: String(error) };
  }
  const parsed = recordingSchema.safeParse(value);
  if (parsed.success) return { ok: true, recording: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    ok: false,
    why: "not-a-recording",
    detail: issue ? `${issue.path.join(".")}: ${issue.message}` : "",
  };
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
