import { describe, expect, it } from "vitest";
import type { Recording } from "../../protocol/recording.ts";
import { readRecording } from "../../protocol/recording-file.ts";
import { readShareAddress, shareRecording } from "./share-link.ts";

const recording = (text: string): Recording => ({
  version: 1,
  lesson: null,
  idiom: "berkeley",
  files: { "server.ts": text },
  events: [],
});
/** Random letters do not pack, so this one is too long for an address. */
const long = recording(Array.from({ length: 20_000 }, () => Math.random().toString(36)[2]).join(""));
const answering = (status: number, body: unknown, headers = {}) =>
  (async () => Response.json(body, { status, headers })) as unknown as typeof fetch;

describe("a share link", () => {
  it("carries a small recording in the address itself, and asks nobody", async () => {
    const shared = await shareRecording(recording("你好"), "play", "zh", "http://x", () => {
      throw new Error("asked");
    });
    if (!shared.ok) throw new Error(shared.why);
    expect(shared.url).toMatch(/^http:\/\/x\/zh\/play#r=/);
    const address = readShareAddress(shared.url);
    if (address?.kind !== "inline") throw new Error("not inline");
    expect(readRecording(address.file)).toEqual({ ok: true, recording: recording("你好") });
  });

  it("names a large one by what the site called it", async () => {
    const id = "abcdefghijklmnopqrstuv";
    const shared = await shareRecording(
      long,
      "replay",
      "en",
      "http://x",
      answering(201, { id, expiresAt: 5 }),
    );
    expect(shared).toEqual({ ok: true, url: `http://x/en/replay#s=${id}`, stored: true, expiresAt: 5 });
    expect(readShareAddress(`http://x/en/replay#s=${id}`)).toEqual({ kind: "stored", id });
  });

  it.each([
    [413, "too-large"],
    [429, "too-many"],
    [507, "full"],
    [500, "failed"],
  ])("says why the site would not keep it (%i)", async (status, why) => {
    const answer = answering(status, { why }, { "retry-after": "30" });
    expect(await shareRecording(long, "replay", "en", "http://x", answer)).toMatchObject({
      ok: false,
      why,
      retryAfter: 30,
    });
  });

  it("says that it failed when the site is away", async () => {
    const away = (() => Promise.reject(new TypeError("fetch failed"))) as typeof fetch;
    expect(await shareRecording(long, "replay", "en", "http://x", away)).toMatchObject({ why: "failed" });
  });

  it.each(["", "#", "#r=", "#s=short", "#r=a b", "#x=abc"])("finds nothing in %j", (text) =>
    expect(readShareAddress(text)).toBeNull(),
  );
});
