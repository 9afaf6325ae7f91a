/** Gets a recording from wherever it is: a file, a link's own letters, or the site's store. */
import type { Recording } from "../../protocol/recording.ts";
import { readRecording } from "../../protocol/recording-file.ts";
import type { ShareAddress } from "./share-link.ts";

export type OpenProblem =
  | "not-gzip"
  | "too-large"
  | "not-json"
  | "not-a-recording"
  | "not-found"
  | "away"
  | "no-link";
export type Opened = { ok: true; recording: Recording } | { ok: false; why: OpenProblem; detail: string };

/** Files larger than this are not read at all. */
const mostFile = 24 * 1024 * 1024;

export async function openFile(file: Blob): Promise<Opened> {
  if (file.size > mostFile) return { ok: false, why: "too-large", detail: "" };
  return readRecording(new Uint8Array(await file.arrayBuffer()));
}

export async function openAddress(address: ShareAddress, ask: typeof fetch = fetch): Promise<Opened> {
  if (address.kind === "inline") return readRecording(address.file);
  return openUrl(`/api/share/${address.id}`, ask);
}

/** A packed recording that the site serves. */
export async function openUrl(url: string, ask: typeof fetch = fetch): Promise<Opened> {
  try {
    const response = await ask(url);
    if (response.status === 404) return { ok: false, why: "not-found", detail: "" };
    if (!response.ok) return { ok: false, why: "away", detail: String(response.status) };
    return readRecording(new Uint8Array(await response.arrayBuffer()));
  } catch (error) {
    return { ok: false, why: "away", detail: String(error) };
  }
}
