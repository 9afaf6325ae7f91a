/**
 * Writes frames as a pcapng file (draft-ietf-opsawg-pcapng), which Wireshark and tcpdump read: one section,
 * one interface a link, one enhanced packet block a frame, comments beside it.
 */

export type CapturedFrame = {
  /** Microseconds since the lab opened; fractions count where the resolution is nanoseconds. */
  at: number;
  /** Index into `interfaces`. */
  interface: number;
  bytes: Uint8Array;
  /** Of the whole frame, where fewer bytes were captured. */
  length: number;
  /** Each becomes a comment on the packet: `client.ts:12 sendall`. */
  comments: readonly string[];
};

export type Capture = {
  /** `wire`, `lo`: as Wireshark lists them. */
  interfaces: readonly string[];
  /** Wall clock time at which the lab opened, in milliseconds since 1970. */
  openedAt: number;
  resolution: "us" | "ns";
  /** Written into the file's header: which program wrote it. */
  application: string;
  frames: readonly CapturedFrame[];
};

const blockTypes = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const;
const optionCodes = { comment: 1, interfaceName: 2, resolution: 9, application: 4 } as const;
const ethernet = 1;
/** An option's length is 16 bits wide. */
const longestText = 0xffff;

const padded = (length: number): number => (length + 3) & ~3;
const encoder = new TextEncoder();

type Option = { code: number; value: Uint8Array };

/** Cuts at a character's edge, so that what is left is still UTF-8. */
function textOption(code: number, text: string): Option {
  const value = encoder.encode(text);
  if (value.length <= longestText) return { code, value };
  let end = longestText;
  while (((value[end] ?? 0) & 0xc0) === 0x80) end--;
  return { code, value: value.subarray(0, end) };
}

function block(type: number, fixed: Uint8Array, data: Uint8Array, options: readonly Option[]): Uint8Array {
  let size = 12 + fixed.length + padded(data.length);
  for (const option of options) size += 4 + padded(option.value.length);
  if (options.length > 0) size += 4;
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, size, true);
  out.set(fixed, 8);
  out.set(data, 8 + fixed.length);
  let at = 8 + fixed.length + padded(data.length);
  for (const { code, value } of options) {
    view.setUint16(at, code, true);
    view.setUint16(at + 2, value.length, true);
    out.set(value, at + 4);
    at += 4 + padded(value.length);
  }
  view.setUint32(size - 4, size, true);
  return out;
}

const nothing = new Uint8Array(0);

function sectionBlock(application: string): Uint8Array {
  const fixed = new Uint8Array(16);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, 0x1a2b3c4d, true);
  view.setUint16(4, 1, true);
  // The section's length is left open.
  view.setBigInt64(8, -1n, true);
  return block(blockTypes.section, fixed, nothing, [textOption(optionCodes.application, application)]);
}

function interfaceBlock(name: string, resolution: Capture["resolution"]): Uint8Array {
  const fixed = new Uint8Array(8);
  new DataView(fixed.buffer).setUint16(0, ethernet, true);
  const value = Uint8Array.of(resolution === "us" ? 6 : 9);
  return block(blockTypes.interface, fixed, nothing, [
    textOption(optionCodes.interfaceName, name),
    { code: optionCodes.resolution, value },
  ]);
}

function packetBlock(frame: CapturedFrame, capture: Capture): Uint8Array {
  const fixed = new Uint8Array(20);
  const view = new DataView(fixed.buffer);
  const opened = BigInt(Math.floor(capture.openedAt));
  const time =
    capture.resolution === "us"
      ? opened * 1_000n + BigInt(Math.round(frame.at))
      : opened * 1_000_000n + BigInt(Math.round(frame.at * 1_000));
  view.setUint32(0, frame.interface, true);
  view.setUint32(4, Number((time >> 32n) & 0xffffffffn), true);
  view.setUint32(8, Number(time & 0xffffffffn), true);
  view.setUint32(12, frame.bytes.length, true);
  view.setUint32(16, Math.max(frame.length, frame.bytes.length), true);
  const comments = frame.comments.map((text) => textOption(optionCodes.comment, text));
  return block(blockTypes.packet, fixed, frame.bytes, comments);
}

/** @returns the whole file */
export function writePcapng(capture: Capture): Uint8Array<ArrayBuffer> {
  const blocks = [sectionBlock(capture.application)];
  for (const name of capture.interfaces) blocks.push(interfaceBlock(name, capture.resolution));
  for (const frame of capture.frames) blocks.push(packetBlock(frame, capture));
  const out = new Uint8Array(blocks.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of blocks) {
    out.set(each, at);
    at += each.length;
  }
  return out;
}
