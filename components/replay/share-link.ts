/**
 * A link that carries a recording: a small one whole, in the part of the address that is never sent to a server; a
 * larger one by the name that the site gave it.
 */
import type { Recording } from "../../protocol/recording.ts";
import { packRecording } from "../../protocol/recording-file.ts";
import { fill, type Locale, type Words } from "../words/words.ts";

/** Letters of a fragment that chat programs and mail still carry whole. */
const mostLetters = 6_000;

export type SharePage = "replay" | "play";

export type ShareResult =
  | { ok: true; url: string; stored: boolean; expiresAt: number | null }
  | { ok: false; why: "too-large" | "too-many" | "full" | "failed"; retryAfter: number | null };

export async function shareRecording(
  recording: Recording,
  page: SharePage,
  locale: Locale,
  origin: string,
  ask: typeof fetch = fetch,
): Promise<ShareResult> {
  const file = packRecording(recording);
  const letters = toBase64Url(file);
  if (letters.length <= mostLetters)
    return { ok: true, url: `${origin}/${locale}/${page}#r=${letters}`, stored: false, expiresAt: null };
  try {
    const response = await ask("/api/share", {
      method: "POST",
      body: file,
      headers: { "Content-Type": "application/octet-stream" },
    });
    const answer = (await response.json()) as { id?: unknown; expiresAt?: unknown };
    if (response.status === 201 && typeof answer.id === "string") {
      const expiresAt = typeof answer.expiresAt === "number" ? answer.expiresAt : null;
      return { ok: true, url: `${origin}/${locale}/${page}#s=${answer.id}`, stored: true, expiresAt };
    }
    const why = response.status === 413 ? "too-large" : response.status === 429 ? "too-many" : "full";
    const retryAfter = Number(response.headers.get("retry-after")) || null;
    return {
      ok: false,
      why: response.status === 507 ? "full" : response.status < 500 ? why : "failed",
      retryAfter,
    };
  } catch {
    // No line to the site, or an answer that is not its own: said to the learner as such.
    return { ok: false, why: "failed", retryAfter: null };
  }
}

/** What to tell whoever wanted the link. */
export function shareProblem(
  words: Words["replay"],
  { why, retryAfter }: Extract<ShareResult, { ok: false }>,
) {
  return fill(words.shareProblems[why], { n: retryAfter ?? 60 });
}

export type ShareAddress = { kind: "inline"; file: Uint8Array } | { kind: "stored"; id: string };

/** What an address's fragment (or a whole pasted link) carries; null when it carries nothing of ours. */
export function readShareAddress(text: string): ShareAddress | null {
  const fragment = text.slice(text.indexOf("#") + 1);
  const stored = fragment.match(/^s=([A-Za-z0-9_-]{22})$/)?.[1];
  if (stored) return { kind: "stored", id: stored };
  const letters = fragment.match(/^r=([A-Za-z0-9_-]+)$/)?.[1];
  if (!letters) return null;
  try {
    return { kind: "inline", file: fromBase64Url(letters) };
  } catch {
    // Letters were lost on the way.
    return null;
  }
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(letters: string): Uint8Array {
  const binary = atob(letters.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
