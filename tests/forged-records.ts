/**
 * What a hostile program writes into the memory through which the runtime tells its calls: its own records, and lies
 * about how far they go. A program can find that memory and write there, since it is the program's.
 */
import { inline, recordKind } from "../sandbox-server/program/trace-record.ts";
import { ringBytes, ringHead, ringWord } from "../sandbox-server/program/trace-ring-layout.ts";

/** Text as the records hold it: its length, and its units in whole words. */
function characters(text: string): number[] {
  const units = Buffer.alloc(Math.ceil(text.length / 2) * 4);
  units.write(text, "utf16le");
  return [text.length, ...new Int32Array(units.buffer, units.byteOffset, units.length / 4)];
}

/** A record of a call of this name, at a time that has not come yet. */
export function forgedCall(name: string): number[] {
  const rest = [2_000_000_000, 0, 1, 0, -1, inline, ...characters(name), 0, 0];
  return [((rest.length + 1) << 8) | recordKind.call, ...rest];
}

/**
 * A program that makes one call (`socket`), writes these words after its record, does `more`, and makes another call
 * (`close`). `more` knows `lie(bytes)`, which sets how much is said to be written, and `flood(byte)`, which fills all.
 */
export function forgingProgram(words: readonly number[], more = ""): string {
  return `import fs from "node:fs";
import { Socket } from "sockets";
const ours = new Socket();
const maps = fs.readFileSync("/proc/self/maps", "utf8").split("\\n");
const ring = Number.parseInt(maps.find((line) => line.includes("memfd:trace")), 16);
const memory = fs.openSync("/proc/self/mem", "r+");
const head = Buffer.alloc(4);
const at = ring + ${ringWord.written * 4};
const lie = (bytes) => { head.writeInt32LE(bytes | 0); fs.writeSync(memory, head, 0, 4, at); };
const flood = (byte) => fs.writeSync(memory, Buffer.alloc(${ringBytes}, byte), 0, ${ringBytes}, ring + ${ringHead});
fs.readSync(memory, head, 0, 4, at);
const written = head.readUInt32LE();
const records = Buffer.from(Int32Array.from(${JSON.stringify(words)}).buffer);
fs.writeSync(memory, records, 0, records.length, ring + ${ringHead} + (written % ${ringBytes}));
lie(written + records.length);
${more}
ours.close();
`;
}
