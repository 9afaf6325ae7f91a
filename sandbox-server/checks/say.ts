import type { Words } from "../../lessons/manifest.ts";
import { fits } from "../peers/text-encoding.ts";

/** Words for verdicts: bytes, text and parts of sentences in both languages. */

/** Joins pieces: plain strings are the same in every language. */
export function words(...pieces: (string | Words)[]): Words {
  const join = (language: keyof Words) =>
    pieces.map((piece) => (typeof piece === "string" ? piece : piece[language])).join("");
  return { en: join("en"), zh: join("zh") };
}

/** Bytes as a reader can compare them: how many, their hex, and the text if they are UTF-8. */
export function sayBytes(bytes: Uint8Array, most = 32): Words {
  if (bytes.length === 0) return { en: "no bytes", zh: "没有字节" };
  const hex = Array.from(bytes.subarray(0, most), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const more = bytes.length > most ? " …" : "";
  const text = fits(bytes, "utf-8") ? ` ${sayText(new TextDecoder().decode(bytes), most * 2)}` : "";
  return words(
    { en: `${bytes.length} bytes: `, zh: `${bytes.length} 个字节：` },
    hex + more,
    text === "" ? "" : { en: `, as UTF-8 text${text}`, zh: `，按 UTF-8 是${text}` },
  );
}

/** Text in quotes, its line ends visible, cut where it is long. */
export function sayText(text: string, most = 200): string {
  return JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text);
}
