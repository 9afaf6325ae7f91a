import fc from "fast-check";
import { gzipSync, strToU8 } from "fflate";
import { describe, expect, it } from "vitest";
import { limits } from "./limits.ts";
import type { Recording } from "./recording.ts";
import { packRecording, readRecording } from "./recording-file.ts";

const recording: Recording = {
  version: 1,
  lesson: "03-tcp-server",
  idiom: "berkeley",
  files: { "server.ts": "console.log(1)" },
  events: [
    { type: "program-started", at: 1, run: "r1", file: "server.ts", args: [], pid: 2, step: false },
    { type: "output", at: 2, run: "r1", stream: "stdout", text: "你好\n" },
    { type: "input", at: 3, run: "r1", text: "再见\n" },
    { type: "input", at: 4, run: "r1", text: "", key: "end" },
  ],
};

describe("a recording file", () => {
  it("reads back what was packed, and packs the same bytes twice", () => {
    const file = packRecording(recording);
    expect(readRecording(file)).toEqual({ ok: true, recording });
    expect(packRecording(recording)).toEqual(file);
  });

  it("refuses what unfolds to more than it may, before it has unfolded", () => {
    const bomb = gzipSync(new Uint8Array(64 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    expect(readRecording(bomb, 1024 * 1024)).toMatchObject({ ok: false, why: "too-large" });
  });

  it("refuses JSON that is no recording, and names the place", () => {
    const file = gzipSync(strToU8(JSON.stringify({ ...recording, files: { "../etc/passwd": "" } })));
    expect(readRecording(file)).toMatchObject({ ok: false, why: "not-a-recording" });
    const events = gzipSync(strToU8(JSON.stringify({ ...recording, events: [{ type: "output", at: -1 }] })));
    expect(readRecording(events)).toMatchObject({
      ok: false,
      why: "not-a-recording",
      detail: expect.stringMatching(/^events\.0/),
    });
  });

  it("refuses output, arguments and times that no program could have had", () => {
    const long = "x".repeat(limits.program.outputBytes + 1);
    const [started, output] = recording.events;
    for (const event of [
      { ...output, text: long },
      { ...started, args: [long] },
      { ...started, args: Array(limits.program.args + 1).fill("") },
      { ...started, at: 1e300 },
    ])
      expect(
        readRecording(gzipSync(strToU8(JSON.stringify({ ...recording, events: [event] })))),
      ).toMatchObject({
        ok: false,
        why: "not-a-recording",
      });
  });

  it("refuses typing that no page could have sent, and keys that are none", () => {
    const typed = (input: object) =>
      readRecording(
        gzipSync(
          strToU8(JSON.stringify({ ...recording, events: [{ type: "input", at: 1, run: "r1", ...input }] })),
        ),
      );
    expect(typed({ text: "x".repeat(limits.connection.stdinBytes) })).toMatchObject({ ok: true });
    for (const input of [
      { text: "x".repeat(limits.connection.stdinBytes + 1) },
      { text: 1 },
      {},
      { text: "", key: "reboot" },
    ])
      expect(typed(input)).toMatchObject({ ok: false, why: "not-a-recording" });
  });

  it("refuses a cut file, other bytes and nothing", () => {
    const file = packRecording(recording);
    for (const bytes of [file.subarray(0, 40), file.subarray(5), strToU8("hello, world"), new Uint8Array()])
      expect(readRecording(bytes).ok).toBe(false);
    expect(readRecording(gzipSync(strToU8("not json")))).toMatchObject({ why: "not-json" });
  });

  it("throws at no bytes", () => {
    const file = packRecording(recording);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), (at, byte) => {
        const damaged = Uint8Array.from(file);
        damaged[at] = byte;
        expect(typeof readRecording(damaged).ok).toBe("boolean");
      }),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => !readRecording(bytes).ok));
  });
});
