import { bytes, describe, int } from "./checks.ts";

/**
 * Numbers as bytes and back, by a format: Python's module `struct`. For headers of fixed size, such as a length in
 * front of a message: `pack("!I", message.length)`.
 *
 * Format: first the byte order, then what follows, each with a count before it.
 * `!` or `>` network order (big-endian), `<` little-endian, `=` this machine's, all with standard sizes and no gaps;
 * `@` or nothing: this machine's order, sizes and alignment.
 * `x` one byte left out; `c` one byte as bytes; `b B` 1 byte, `h H` 2, `i I l L` 4, `q Q` 8 (capitals unsigned);
 * `?` boolean; `e f d` numbers with a fraction in 2, 4, 8 bytes; `s` bytes of a fixed length (`10s`);
 * `p` the same with its length in front; `n N P` 8 bytes, native only.
 * Integers of 8 bytes are unpacked as bigint, smaller ones as number; `pack` takes either.
 */

/** A format that cannot be, values that do not fit it, bytes too few or too many. Python's `struct.error`. */
export class StructError extends RangeError {
  static {
    StructError.prototype.name = "StructError";
  }
}

type Item = { code: string; count: number; offset: number; size: number };
type Layout = { items: Item[]; size: number; little: boolean; values: number };

const standardSizes: Record<string, number> = {
  x: 1,
  c: 1,
  b: 1,
  B: 1,
  "?": 1,
  h: 2,
  H: 2,
  i: 4,
  I: 4,
  l: 4,
  L: 4,
  q: 8,
  Q: 8,
  e: 2,
  f: 4,
  d: 8,
  s: 1,
  p: 1,
};
const nativeSizes: Record<string, number> = { ...standardSizes, l: 8, L: 8, n: 8, N: 8, P: 8 };

const layouts = new Map<string, Layout>();

function layoutOf(call: string, format: unknown): Layout {
  if (typeof format !== "string")
    throw new TypeError(`${call}(): the format must be text, not ${describe(format)}`);
  const known = layouts.get(format);
  if (known !== undefined) return known;
  const made = parse(call, format);
  if (layouts.size > 200) layouts.clear();
  layouts.set(format, made);
  return made;
}

function parse(call: string, format: string): Layout {
  const order = /^[@=<>!]/.exec(format)?.[0] ?? "";
  const native = order === "" || order === "@";
  const sizes = native ? nativeSizes : standardSizes;
  const items: Item[] = [];
  let offset = 0;
  let values = 0;
  const pattern = /\s*(\d*)([A-Za-z?])|\s+$/gy;
  pattern.lastIndex = order.length;
  while (pattern.lastIndex < format.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(format);
    if (found === null)
      throw new StructError(`${call}(): bad character in the format at ${at}: ${JSON.stringify(format[at])}`);
    const code = found[2];
    if (code === undefined) break;
    const size = sizes[code];
    if (size === undefined)
      throw new StructError(`${call}(): bad character in the format at ${at}: ${JSON.stringify(code)}`);
    const count = found[1] === "" ? 1 : Number(found[1]);
    if (native && size > 1) offset = Math.ceil(offset / size) * size;
    if (offset + count * size > 2 ** 31) throw new StructError(`${call}(): the format is too long`);
    items.push({ code, count, offset, size });
    offset += count * size;
    values += code === "x" ? 0 : code === "s" || code === "p" ? 1 : count;
  }
  return { items, size: offset, values, little: order !== "!" && order !== ">" };
}

/**
 * How many bytes a format has. Python's `struct.calcsize`.
 * @param format byte order, then counts and letters, as `"!HI"`
 * @throws StructError for a format that cannot be
 */
export function calcsize(format: string): number {
  return layoutOf("calcsize", format).size;
}

/**
 * Values to bytes. Python's `struct.pack`.
 * @param format byte order, then counts and letters, as `"!HI"`
 * @param values as many as the format has letters, counts included
 * @example pack("!HI", 1, 70000) // <Buffer 00 01 00 01 11 70>
 * @throws StructError when the values do not fit the format
 */
export function pack(format: string, ...values: unknown[]): Buffer {
  const area = Buffer.alloc(layoutOf("pack", format).size);
  fill("pack", format, area, values);
  return area;
}

/**
 * Values to bytes, written into `buffer` at `offset` (negative: from the end). Python's `struct.pack_into`.
 * @param format as for `pack`
 * @param buffer where the bytes go
 * @param offset where in it they begin, in bytes
 * @param values as for `pack`
 * @throws StructError when the values do not fit the format, or the bytes the buffer
 */
export function pack_into(format: string, buffer: Uint8Array, offset: number, ...values: unknown[]): void {
  fill("pack_into", format, window("pack_into", format, buffer, offset), values);
}

/**
 * Bytes to values. Python's `struct.unpack`.
 * @param data exactly as many bytes as the format has
 * @param format as for `pack`
 * @example const [size] = unpack("!I", header);
 * @throws StructError when the number of bytes is another
 */
// biome-ignore lint/suspicious/noExplicitAny: what comes out depends on the text of the format
export function unpack(format: string, data: Uint8Array | ArrayBufferView | ArrayBufferLike): any[] {
  const view = bytes("unpack", "the data", data);
  const { size } = layoutOf("unpack", format);
  if (view.length !== size) {
    throw new StructError(
      `unpack(): the format ${JSON.stringify(format)} needs ${size} bytes, and there are ${view.length}`,
    );
  }
  return read("unpack", format, view);
}

/**
 * Bytes from `offset` on to values. Python's `struct.unpack_from`.
 * @param format as for `pack`
 * @param data the bytes
 * @param offset where in them the record begins, in bytes; negative counts from the end
 * @throws StructError when there are fewer bytes than the format has
 */
// biome-ignore lint/suspicious/noExplicitAny: what comes out depends on the text of the format
export function unpack_from(format: string, data: Uint8Array, offset = 0): any[] {
  return read("unpack_from", format, window("unpack_from", format, data, offset));
}

/**
 * The values of one record after the other. Python's `struct.iter_unpack`.
 * @param format as for `pack`
 * @param data the bytes of all records
 * @throws StructError, at once, when the bytes are no multiple of the format's
 */
// biome-ignore lint/suspicious/noExplicitAny: what comes out depends on the text of the format
export function iter_unpack(format: string, data: Uint8Array): IterableIterator<any[]> {
  const view = bytes("iter_unpack", "the data", data);
  const { size } = layoutOf("iter_unpack", format);
  if (size === 0) throw new StructError("iter_unpack(): the format has no bytes");
  if (view.length % size !== 0) {
    throw new StructError(`iter_unpack(): ${view.length} bytes are no multiple of the format's ${size}`);
  }
  return records(format, view, size);
}

function* records(format: string, view: Uint8Array, size: number): IterableIterator<unknown[]> {
  for (let at = 0; at < view.length; at += size)
    yield read("iter_unpack", format, view.subarray(at, at + size));
}

function window(call: string, format: string, buffer: unknown, offset: unknown): Uint8Array {
  const view = bytes(call, "the buffer", buffer);
  const { size } = layoutOf(call, format);
  const given = int(call, "the offset", offset);
  const start = given < 0 ? view.length + given : given;
  if (start < 0 || start + size > view.length) {
    throw new StructError(`${call}(): ${size} bytes at ${given} do not fit into a buffer of ${view.length}`);
  }
  return view.subarray(start, start + size);
}

const ranges: Record<string, [signed: boolean, bits: number]> = {
  b: [true, 8],
  B: [false, 8],
  h: [true, 16],
  H: [false, 16],
  i: [true, 32],
  I: [false, 32],
  l: [true, 32],
  L: [false, 32],
  q: [true, 64],
  Q: [false, 64],
  n: [true, 64],
  N: [false, 64],
  P: [false, 64],
};

function integer(call: string, code: string, size: number, value: unknown): bigint {
  let number: bigint;
  if (typeof value === "bigint") number = value;
  else if (typeof value === "boolean") number = value ? 1n : 0n;
  else if (typeof value === "number" && Number.isInteger(value)) number = BigInt(value);
  else throw new StructError(`${call}(): "${code}" needs a whole number, not ${describe(value)}`);
  const [signed] = ranges[code] as [boolean, number];
  const low = signed ? -(1n << BigInt(size * 8 - 1)) : 0n;
  const high = (1n << BigInt(size * 8 - (signed ? 1 : 0))) - 1n;
  if (number < low || number > high)
    throw new StructError(`${call}(): "${code}" takes ${low} to ${high}, not ${number}`);
  return number;
}

function fill(call: string, format: string, area: Uint8Array, values: unknown[]): void {
  const { items, little, values: wanted } = layoutOf(call, format);
  if (values.length !== wanted) {
    throw new StructError(
      `${call}(): the format ${JSON.stringify(format)} needs ${wanted} values, and there are ${values.length}`,
    );
  }
  const view = new DataView(area.buffer, area.byteOffset, area.byteLength);
  let next = 0;
  for (const { code, count, offset, size } of items) {
    if (code === "x") {
      area.fill(0, offset, offset + count);
      continue;
    }
    if (code === "s" || code === "p") {
      const value = bytes(call, `"${code}"`, values[next++]);
      const skip = code === "p" ? Math.min(1, count) : 0;
      const body = value.subarray(0, code === "p" ? Math.min(255, Math.max(0, count - 1)) : count);
      area.fill(0, offset, offset + count);
      if (skip === 1) area[offset] = body.length;
      area.set(body, offset + skip);
      continue;
    }
    for (let i = 0; i < count; i++)
      writeOne(call, view, code, offset + i * size, size, little, values[next++]);
  }
}

function writeOne(
  call: string,
  view: DataView,
  code: string,
  at: number,
  size: number,
  little: boolean,
  value: unknown,
): void {
  switch (code) {
    case "c": {
      const data = bytes(call, '"c"', value);
      if (data.length !== 1)
        throw new StructError(`${call}(): "c" needs exactly one byte, not ${data.length}`);
      view.setUint8(at, data[0] as number);
      return;
    }
    case "?":
      view.setUint8(at, value ? 1 : 0);
      return;
    case "e":
    case "f":
    case "d": {
      if (typeof value !== "number")
        throw new StructError(`${call}(): "${code}" needs a number, not ${describe(value)}`);
      if (code === "d") view.setFloat64(at, value, little);
      else if (code === "f") {
        if (Number.isFinite(value) && !Number.isFinite(Math.fround(value)))
          throw new RangeError(`${call}(): ${value} is too large for "f"`);
        view.setFloat32(at, value, little);
      } else view.setUint16(at, toHalf(call, value), little);
      return;
    }
  }
  const number = integer(call, code, size, value);
  if (size === 1) view.setUint8(at, Number(BigInt.asUintN(8, number)));
  else if (size === 2) view.setUint16(at, Number(BigInt.asUintN(16, number)), little);
  else if (size === 4) view.setUint32(at, Number(BigInt.asUintN(32, number)), little);
  else view.setBigUint64(at, BigInt.asUintN(64, number), little);
}

function read(call: string, format: string, area: Uint8Array): unknown[] {
  const { items, little } = layoutOf(call, format);
  const view = new DataView(area.buffer, area.byteOffset, area.byteLength);
  const values: unknown[] = [];
  for (const { code, count, offset, size } of items) {
    if (code === "x") continue;
    if (code === "s") {
      values.push(Buffer.from(area.subarray(offset, offset + count)));
      continue;
    }
    if (code === "p") {
      const length = count === 0 ? 0 : Math.min(area[offset] as number, count - 1);
      values.push(Buffer.from(area.subarray(offset + 1, offset + 1 + length)));
      continue;
    }
    for (let i = 0; i < count; i++) values.push(readOne(view, code, offset + i * size, size, little));
  }
  return values;
}

function readOne(view: DataView, code: string, at: number, size: number, little: boolean): unknown {
  switch (code) {
    case "c":
      return Buffer.from([view.getUint8(at)]);
    case "?":
      return view.getUint8(at) !== 0;
    case "e":
      return fromHalf(view.getUint16(at, little));
    case "f":
      return view.getFloat32(at, little);
    case "d":
      return view.getFloat64(at, little);
  }
  const [signed] = ranges[code] as [boolean, number];
  switch (size) {
    case 1:
      return signed ? view.getInt8(at) : view.getUint8(at);
    case 2:
      return signed ? view.getInt16(at, little) : view.getUint16(at, little);
    case 4:
      return signed ? view.getInt32(at, little) : view.getUint32(at, little);
    default:
      return signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little);
  }
}

/** IEEE 754 binary16, rounded to the nearest, ties to even. */
function toHalf(call: string, value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  if (size >= 65520) throw new RangeError(`${call}(): ${value} is too large for "e"`);
  const exponent = Math.max(-14, Math.floor(Math.log2(size || 1e-30)));
  const mantissa = toEven(size / 2 ** (exponent - 10));
  return sign | (mantissa >= 1024 ? ((exponent + 15) << 10) + (mantissa - 1024) : mantissa);
}

function toEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

function fromHalf(bits: number): number {
  const sign = (bits & 0x8000) !== 0 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
