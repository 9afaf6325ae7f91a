import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { atMost, type BenchRow } from "./bench-row.ts";

/** The script that a lesson page loads before its editor: every script element of the built page, gzipped. */
export function pageWeight(root: string): BenchRow {
  const html = readFileSync(join(root, ".next/server/app/en/lesson/03-tcp-server.html"), "utf8");
  const scripts = new Set(
    [...html.matchAll(/<script[^>]+src="\/_next\/([^"?]+)[^"]*"(?![^>]*nomodule)[^>]*>/gi)].map(
      (match) => match[1] ?? "",
    ),
  );
  const bytes = [...scripts].reduce(
    (sum, path) => sum + gzipSync(readFileSync(join(root, ".next", path)), { level: 6 }).length,
    0,
  );
  return atMost("lesson page's script before the editor, gzipped", bytes / 1000, "kB", 180);
}
