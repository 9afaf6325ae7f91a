import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/**
 * The declarations that the editor completes from, as `{ "/node_modules/sockets/index.d.ts": text }`:
 * the lessons' library, and of Node's types those that a program with sockets can meet.
 */

const root = process.cwd();

/** Where the walk through Node's types begins; what these mention comes along. */
const seeds = [
  "compatibility/index",
  "globals.typedarray",
  "buffer.buffer",
  "globals",
  "console",
  "process",
  "buffer",
  "net",
  "dgram",
  "http",
  "fs",
  "timers",
  "util",
];
seeds.push("events", "stream", "path", "os", "crypto", "dns", "readline", "worker_threads", "string_decoder");
seeds.push("web-globals/abortcontroller", "web-globals/domexception", "web-globals/events");
seeds.push("timers/promises", "fs/promises", "stream/promises", "readline/promises", "perf_hooks");

export function collectTypes(): Record<string, string> {
  return { ...socketsTypes(), ...nodeTypes() };
}

function socketsTypes(): Record<string, string> {
  const dist = join(root, "sockets", "dist");
  if (!existsSync(dist)) return {};
  const types: Record<string, string> = {
    "/node_modules/sockets/package.json": readFileSync(join(root, "sockets", "package.json"), "utf8"),
  };
  for (const name of readdirSync(dist, { recursive: true }).map(String)) {
    if (name.endsWith(".d.ts"))
      types[`/node_modules/sockets/dist/${name}`] = readFileSync(join(dist, name), "utf8");
  }
  return types;
}

function nodeTypes(): Record<string, string> {
  const home = join(root, "node_modules", "@types", "node");
  const types: Record<string, string> = {};
  const waiting = seeds.map((name) => `${name}.d.ts`);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const key = `/node_modules/@types/node/${name}`;
    if (key in types || heavy.test(name) || !existsSync(join(home, name))) continue;
    const text = readFileSync(join(home, name), "utf8");
    types[key] = text;
    for (const [, module = ""] of text.matchAll(/(?:from|import\()\s*"(?:node:)?([\w/]+)"/g))
      waiting.push(`${module}.d.ts`);
    for (const [, path = ""] of text.matchAll(/<reference path="([^"]+)"/g))
      waiting.push(normalize(join(dirname(name), path)));
  }
  return types;
}

/** Mentioned in passing by the rest, large, and of no use to a lesson: these become `any`. */
const heavy =
  /^(assert|async_hooks|child_process|cluster|diagnostics_channel|domain|http2|https|inspector|module|punycode|querystring|repl|sea|sqlite|test|tls|trace_events|tty|v8|vm|wasi|zlib)\b/;
