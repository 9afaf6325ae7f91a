import * as constants from "./constants.ts";
import { hasUnseen, quote } from "./quote.ts";

/** How arguments and results are shown to a tracer: short, quoted, constants by their names. */

const SHOWN_BYTES = 48;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * `"hello" (5 B)`; bytes that are no text, or text of which something would not be seen, as hex: `c4 e3 ff (3 B)`.
 * Long data is cut, its length always told.
 */
export function showBytes(data: Uint8Array, length = data.length): string {
  if (length <= 0) return '"" (0 B)';
  const count = Math.min(length, SHOWN_BYTES);
  const more = length > count ? "..." : "";
  let text = "";
  for (let i = 0; i < count; i++) {
    const byte = data[i] as number;
    if (byte < 0x20 ? byte !== 10 && byte !== 13 && byte !== 9 : byte > 0x7e) {
      const shown = showUnicode(data.subarray(0, count));
      return `${shown}${shown.endsWith("...") ? "" : more} (${length} B)`;
    }
    text += String.fromCharCode(byte);
  }
  return `${JSON.stringify(text)}${more} (${length} B)`;
}

function showUnicode(shown: Uint8Array): string {
  // A cut may fall inside a character: up to three bytes of it are left out of the text.
  for (let end = shown.length; end > 0 && end > shown.length - 4; end--) {
    try {
      const text = decoder.decode(shown.subarray(0, end));
      if (end < shown.length && shown.length < SHOWN_BYTES) break;
      if (hasUnseen(text.replaceAll(/[\r\n\t]/g, ""))) break;
      return quote(text);
    } catch {
      // Not UTF-8 up to this byte; one byte less may be, else hex.
    }
  }
  return (
    Buffer.from(shown.subarray(0, 16))
      .toString("hex")
      .replace(/(..)(?=.)/g, "$1 ") + (shown.length > 16 ? "..." : "")
  );
}

/** `["10.0.0.1", 80]` as in the program's text. */
export function showAddress(address: unknown): string {
  if (typeof address === "string") return quote(address);
  if (Array.isArray(address))
    return `[${address.map((part) => (typeof part === "string" ? quote(part) : String(part))).join(", ")}]`;
  return JSON.stringify(address) ?? String(address);
}

type Names = ReadonlyMap<number, string>;

const tables = new Map<string, Names>();

// CAN and VM sockets give their own options numbers that SO_REUSEADDR and its like have elsewhere; and some names of
// IPv4 are values or limits, not options.
const elsewhere = /^SO_(J1939|VM)_|^IP_(DEFAULT|MAX|PMTUDISC)_/;

/** Names of the constants that begin with `prefix`; the first name of a number wins. */
function table(prefix: string): Names {
  let names = tables.get(prefix);
  if (names === undefined) {
    const made = new Map<number, string>();
    for (const [name, value] of Object.entries(constants)) {
      if (name.startsWith(prefix) && typeof value === "number" && !made.has(value) && !elsewhere.test(name))
        made.set(value, name);
    }
    names = made;
    tables.set(prefix, names);
  }
  return names;
}

export function showFamily(family: number): string {
  return table("AF_").get(family) ?? String(family);
}

export function showType(type: number): string {
  const plain = type & ~(constants.SOCK_NONBLOCK | constants.SOCK_CLOEXEC);
  return table("SOCK_").get(plain) ?? String(plain);
}

export function showProtocol(protocol: number): string {
  return protocol === 0 ? "0" : (table("IPPROTO_").get(protocol) ?? String(protocol));
}

export function showHow(how: number): string {
  return table("SHUT_").get(how) ?? String(how);
}

/** `["MSG_PEEK | MSG_DONTWAIT"]`, or nothing for 0, to be spread into the arguments. */
export function showFlags(flags: number): string[] {
  if (flags === 0) return [];
  const names: string[] = [];
  let rest = flags;
  for (const [bit, name] of table("MSG_")) {
    if ((rest & bit) === bit && bit !== 0) {
      names.push(name);
      rest &= ~bit;
    }
  }
  if (rest !== 0) names.push(String(rest));
  return [names.join(" | ")];
}

const levels = new Map<number, [level: string, options: string]>([
  [constants.SOL_SOCKET, ["SOL_SOCKET", "SO_"]],
  [constants.IPPROTO_TCP, ["IPPROTO_TCP", "TCP_"]],
  [constants.IPPROTO_IP, ["IPPROTO_IP", "IP_"]],
  [constants.IPPROTO_IPV6, ["IPPROTO_IPV6", "IPV6_"]],
  [constants.IPPROTO_UDP, ["IPPROTO_UDP", "UDP_"]],
]);

/** `["SOL_SOCKET", "SO_REUSEADDR"]`. */
export function showOption(level: number, option: number): [level: string, option: string] {
  const known = levels.get(level);
  if (known === undefined) return [String(level), String(option)];
  return [known[0], table(known[1]).get(option) ?? String(option)];
}
