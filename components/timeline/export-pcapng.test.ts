import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { timelinePcapng } from "./export-pcapng.ts";
import { recordings } from "./fixtures/recordings.ts";
import { initialTimeline, reduceTimeline } from "./log/timeline-state.ts";

/** What Wireshark's own reader says of the file, a line a frame. */
function tshark(bytes: Uint8Array, ...fields: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "pcapng-"));
  try {
    const file = join(folder, "lab.pcapng");
    writeFileSync(file, bytes);
    const shown = fields.flatMap((field) => ["-e", field]);
    const out = execFileSync("tshark", ["-r", file, "-T", "fields", "-E", "separator=|", ...shown], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return out.trimEnd().split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("timelinePcapng", () => {
  test("tshark reads every frame, and the lines of the program that sent it", () => {
    const { log } = reduceTimeline(initialTimeline, recordings.loss);
    const lines = tshark(
      timelinePcapng(log, 1_700_000_000_000),
      "frame.number",
      "frame.len",
      "frame.comment",
      "tcp.len",
    );
    expect(lines).toHaveLength(log.packets.length);
    const sent = lines.filter((line) => line.includes("sent by client.ts:6 sendall"));
    expect(sent).toHaveLength(log.packets.filter((p) => p.from === "you" && p.view.payloadBytes > 0).length);
    expect(lines.filter((line) => line.includes("lost at the wire"))).toHaveLength(3);
    expect(lines.some((line) => line.includes("asked for by client.ts:4 connect"))).toBe(true);
  });

  test("loopback is a link of its own", () => {
    const { log } = reduceTimeline(initialTimeline, recordings.lo);
    const names = tshark(timelinePcapng(log, Date.now()), "frame.interface_name");
    expect(new Set(names)).toEqual(new Set(["lo"]));
  });
});
