import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Words } from "../../lessons/manifest.ts";
import type { AssistantAct } from "../../protocol/client-message.ts";
import type { Journal } from "../peers/journal.ts";
import { PeerStopped } from "../peers/tcp-connection.ts";
import { encode } from "../peers/text-encoding.ts";
import type { StreamEnd } from "./ends.ts";

/** Clients as a server meets them sooner or later. Each is set on the learner's server, and does one thing badly. */

export type DifficultPeer = Extract<AssistantAct, { act: "difficult" }>["peer"];

/** What the assistant lends them. */
export type Shelf = {
  connect(name: DifficultPeer, receiveBuffer?: number): Promise<StreamEnd>;
  /** Reads and logs until the other end closes. */
  read(end: StreamEnd): Promise<void>;
  /** Ends it in that way and takes it off the list. */
  leave(end: StreamEnd, how: () => void): void;
  journal: Journal;
  signal: AbortSignal;
};

const hundred = 100;
/** What the one that never reads sends at most. */
const floodBytes = 4 * 1024 * 1024;

/** Sets one on the server and resolves when it has done its worst; rejects as connecting does. */
export async function setDifficultPeer(peer: DifficultPeer, shelf: Shelf): Promise<void> {
  shelf.journal.info(intentions[peer]);
  await deeds[peer](shelf);
}

const intentions: Record<DifficultPeer, Words> = {
  drip: { en: "drip: one byte at a time", zh: "滴水：一次一个字节" },
  burst: { en: "burst: two hundred messages at once", zh: "连发：一口气两百条消息" },
  "never-reads": { en: "never reads: sends, and takes no answer", zh: "从不读取：只管发，不收回答" },
  "never-closes": {
    en: "never closes: leaves its end open after the server has closed",
    zh: "从不关闭：服务器关了，它这一端还开着",
  },
  resets: { en: "resets in the middle of a message", zh: "消息发到一半就重置" },
  "half-closes": {
    en: "half-closes: says all, sends FIN, and waits for the answer",
    zh: "半关闭：说完就发 FIN，然后等回答",
  },
  hundred: { en: "a hundred clients at once", zh: "一百个客户端同时来" },
  garbage: { en: "garbage: two thousand random bytes", zh: "乱码：两千个随机字节" },
};

const deeds: Record<DifficultPeer, (shelf: Shelf) => Promise<void>> = {
  async drip(shelf) {
    const end = await shelf.connect("drip");
    const reading = shelf.read(end);
    for (const byte of encode("hello, one byte at a time\n")) {
      await end.send(Uint8Array.of(byte));
      await pause(120, shelf.signal);
    }
    await end.halfClose();
    await reading;
  },

  async burst(shelf) {
    const end = await shelf.connect("burst");
    const reading = shelf.read(end);
    await Promise.all(Array.from({ length: 200 }, (_, index) => end.send(encode(`message ${index + 1}\n`))));
    await end.halfClose();
    await reading;
  },

  async "never-reads"(shelf) {
    const end = await shelf.connect("never-reads", 4096);
    const piece = encode("are you listening?\n".repeat(800));
    for (let sent = 0; sent < floodBytes; sent += piece.length) await end.send(piece);
    shelf.journal.info({ en: "the server took everything", zh: "服务器全都收下了" }, end.id);
  },

  async "never-closes"(shelf) {
    const end = await shelf.connect("never-closes");
    await end.send(encode("I am here to stay\n"));
    await shelf.read(end);
  },

  async resets(shelf) {
    const end = await shelf.connect("resets");
    await end.send(encode("this message has an end, but you will ne"));
    await pause(300, shelf.signal);
    shelf.leave(end, () => end.reset());
  },

  async "half-closes"(shelf) {
    const end = await shelf.connect("half-closes");
    await end.send(encode("that is all I have to say\n"));
    await end.halfClose();
    await shelf.read(end);
  },

  async hundred(shelf) {
    const come = async (number: number) => {
      const end = await shelf.connect("hundred");
      await end.send(encode(`client ${number}\n`));
      return end;
    };
    const results = await Promise.allSettled(Array.from({ length: hundred }, (_, index) => come(index + 1)));
    const here = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    shelf.journal.info({
      en: `${here.length} of ${hundred} were let in`,
      zh: `${hundred} 个里有 ${here.length} 个连上了`,
    });
    await pause(2_000, shelf.signal);
    for (const end of here) shelf.leave(end, () => end.close());
  },

  async garbage(shelf) {
    const end = await shelf.connect("garbage");
    const reading = shelf.read(end);
    await end.send(new Uint8Array(randomBytes(2_000)));
    await end.halfClose();
    await reading;
  },
};

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => {
    throw new PeerStopped();
  });
}
