/**
 * A file that attacks bring along: raw system calls from a learner's program, through the same native binding that
 * `sockets` uses. A learner can reach it, so the sandbox must hold against it.
 */
export const kernelProbe = `
import { createRequire } from "node:module";
const koffi = createRequire("/runtime/boot.js")("./koffi.node");
const libc = koffi.load("libc.so.6");
const call = libc.func("long syscall(long, long, long, long, long, long, long)");
const names = Object.fromEntries(Object.entries(process.binding ? (await import("node:os")).constants.errno : {}).map(([name, value]) => [value, name]));
/** A system call by its x86-64 number: the result, or the errno's name. */
export function sys(number: number, ...args: number[]): number | string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
  const result = Number(call(number, a, b, c, d, e, f));
  return result === -1 ? names[koffi.errno()] ?? "errno " + koffi.errno() : result;
}
const callWithBytes = libc.func("long syscall(long, long, void*, long, long, long, long)");
export function sysBytes(number: number, first: number, bytes: Uint8Array, ...args: number[]): number | string {
  const [c = 0, d = 0, e = 0, f = 0] = args;
  const result = Number(callWithBytes(number, first, bytes, c, d, e, f));
  return result === -1 ? names[koffi.errno()] ?? "errno " + koffi.errno() : result;
}
export const native = { koffi, libc };
`;

/** Runs expressions that use `sys`, and prints each result as one JSON line by its name. */
export function probing(probes: Readonly<Record<string, string>>): Record<string, string> {
  const lines = Object.entries(probes).map(
    ([name, expression]) => `report(${JSON.stringify(name)}, () => ${expression});`,
  );
  return {
    "kernel.ts": kernelProbe,
    "main.ts": `
      import { writeSync } from "node:fs";
      import { sys, sysBytes, native } from "./kernel.ts";
      import fs from "node:fs";
      import net from "node:net";
      import os from "node:os";
      import path from "node:path";
      import child_process from "node:child_process";
      import { createRequire } from "node:module";
      const require = createRequire("/");
      function report(name: string, probe: () => unknown) {
        let result: unknown;
        try { result = probe() ?? "undefined"; } catch (error) { result = (error as NodeJS.ErrnoException).code ?? String(error); }
        writeSync(1, JSON.stringify([name, result]) + "\\n");
      }
      /** The native binding's own file, a real addon. */
      function koffiFile(): string {
        const found = (fs.readdirSync("/runtime", { recursive: true }) as string[]).find((name) => name.endsWith(".node") && !name.includes("musl"));
        if (found === undefined) throw new Error("no addon in the runtime");
        return "/runtime/" + found;
      }
      void [koffiFile, sys, sysBytes, native, fs, net, os, path, child_process, require];
      ${lines.join("\n")}
    `,
  };
}

/** Reads what `probing` printed. */
export function findings(stdout: string): Record<string, unknown> {
  return Object.fromEntries(
    stdout
      .split("\n")
      .filter((line) => line.startsWith("["))
      .map((line) => JSON.parse(line) as [string, unknown]),
  );
}
