/**
 * No call sends a SYN or a FIN, but one asks the kernel for it: `connect`, `close`, `shutdown` on the same conversation.
 * Keeps both by conversation and host, so that neither is looked for in the whole log.
 */
import type { Host, Micros } from "../../../protocol/names.ts";

type Asking = "hello" | "goodbye";
type AskingCall = { readonly index: number; readonly at: Micros };
type Key = `${Asking} ${Host} ${string}`;

const asks: readonly [Asking, RegExp][] = [
  ["hello", /^(connect|create_connection)/],
  ["goodbye", /^(close|shutdown|end|destroy)/],
];
/** It asks for nothing, but a handshake is what it hands over. */
const takesHello = /^accept/;

const place = (list: readonly AskingCall[], at: Micros): number => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.at ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
};

export class AskedPackets {
  readonly #calls = new Map<Key, AskingCall[]>();
  readonly #packets = new Map<Key, number[]>();
  /** Where a call stands, since it may turn out to belong to a later conversation between the same ports. */
  readonly #keyOf = new Map<number, Key>();

  /** A call belongs to this conversation, or does not belong to any. */
  join(call: AskingCall & { readonly name: string; readonly host: Host }, connection: string | null): void {
    const asking = asks.find(([, names]) => names.test(call.name))?.[0];
    if (!asking) return;
    const key: Key | null = connection === null ? null : `${asking} ${call.host} ${connection}`;
    const before = this.#keyOf.get(call.index);
    if (before === key) return;
    if (before !== undefined) {
      const list = this.#calls.get(before) ?? [];
      const old = list.findLastIndex(({ index }) => index === call.index);
      if (old >= 0) list.splice(old, 1);
      this.#keyOf.delete(call.index);
    }
    if (key === null) return;
    const list = this.#calls.get(key) ?? [];
    list.splice(place(list, call.at), 0, { index: call.index, at: call.at });
    this.#calls.set(key, list);
    this.#keyOf.set(call.index, key);
  }

  /** A SYN or a FIN left this host. */
  add(packet: number, from: Host, connection: string, flags: { syn: boolean; fin: boolean }): void {
    for (const asking of [flags.syn ? "hello" : null, flags.fin ? "goodbye" : null] as const) {
      if (asking === null) continue;
      const key: Key = `${asking} ${from} ${connection}`;
      const list = this.#packets.get(key);
      if (list) list.push(packet);
      else this.#packets.set(key, [packet]);
    }
  }

  /** The latest call that had begun when this left its host, and may have asked for it. */
  callBefore(
    at: Micros,
    from: Host,
    connection: string,
    flags: { syn: boolean; fin: boolean; ack: boolean },
  ): number | null {
    const asking: Asking | null = flags.syn && !flags.ack ? "hello" : flags.fin ? "goodbye" : null;
    if (asking === null) return null;
    const list = this.#calls.get(`${asking} ${from} ${connection}`) ?? [];
    return list[place(list, at) - 1]?.index ?? null;
  }

  /** What a call asked for: a handshake's SYNs, both ways; a goodbye's FINs, its own host's. In order. */
  packetsOf(name: string, host: Host, connection: string): number[] {
    const asking = takesHello.test(name) ? "hello" : asks.find(([, names]) => names.test(name))?.[0];
    if (!asking) return [];
    const of = (from: Host) => this.#packets.get(`${asking} ${from} ${connection}`) ?? [];
    return asking === "goodbye" ? [...of(host)] : [...of("you"), ...of("lab")].sort((a, b) => a - b);
  }
}
