import { isAnyArrayBuffer, isArrayBufferView } from "node:util/types";

/**
 * Checks of arguments before the kernel is asked, in Python's manner: a wrong type is a TypeError,
 * a value out of range a RangeError, and both name the call and the argument.
 */

const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;
const { getPrototypeOf, hasOwn } = Object;

/** What a value is, in a few words for a message: `text "abc"`, `null`, `1.5`. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  switch (typeof value) {
    case "string":
      return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value)}`;
    case "number":
    case "boolean":
      return String(value);
    case "bigint":
      return `${value}n`;
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    default:
      if (Array.isArray(value)) return "an array";
      if (isAnyArrayBuffer(value) || isArrayBufferView(value)) return "bytes";
      return "an object";
  }
}

/** A whole number from `min` to `max` (a C int, unless told otherwise). */
export function int(call: string, what: string, value: unknown, min = INT_MIN, max = INT_MAX): number {
  if (typeof value !== "number")
    throw new TypeError(`${call}(): ${what} must be a number, not ${describe(value)}`);
  if (!Number.isInteger(value))
    throw new TypeError(`${call}(): ${what} must be a whole number, not ${value}`);
  if (value < min || value > max) {
    throw new RangeError(`${call}(): ${what} must be from ${min} to ${max}, not ${value}`);
  }
  return value === 0 ? 0 : value;
}

/** The bytes of any Buffer, typed array, DataView or ArrayBuffer, without a copy. Text is refused, as in Python. */
export function bytes(call: string, what: string, value: unknown): Uint8Array {
  if (isArrayBufferView(value)) {
    if (!(value instanceof Uint8Array))
      return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    const kind = getPrototypeOf(value);
    if ((kind === Buffer.prototype || kind === Uint8Array.prototype) && !hasOwn(value, "length"))
      return value;
    // A class of the program's may make its length up, another each time, and the kernel would be led out of the
    // memory: it is told that of a view of our own.
    const view = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    if (view.length === value.length) return view;
    throw new TypeError(
      `${call}(): ${what} says that it has a length of ${describe(value.length)}, and has not`,
    );
  }
  if (isAnyArrayBuffer(value)) return new Uint8Array(value);
  if (typeof value === "string") {
    throw new TypeError(`${call}(): ${what} must be bytes, not text: write ${call}(encode(text))`);
  }
  throw new TypeError(`${call}(): ${what} must be bytes (a Buffer or Uint8Array), not ${describe(value)}`);
}

/** All that an array, or anything else that can be gone through, gives. Text is refused: it would give its characters. */
export function items(call: string, what: string, value: unknown): unknown[] {
  if (typeof value === "object" && value !== null && Symbol.iterator in value) {
    return [...(value as Iterable<unknown>)];
  }
  throw new TypeError(`${call}(): ${what} must be an array, not ${describe(value)}`);
}

/** Text without a zero byte inside, which C would take for its end. */
export function text(call: string, what: string, value: unknown): string {
  if (typeof value !== "string")
    throw new TypeError(`${call}(): ${what} must be text, not ${describe(value)}`);
  if (value.includes("\0")) throw new TypeError(`${call}(): ${what} must not contain a zero character`);
  return value;
}

/** A timeout in seconds: null waits for ever, 0 not at all. */
export function seconds(call: string, value: unknown): number | null {
  if (value === null) return null;
  if (typeof value !== "number") {
    throw new TypeError(`${call}(): the timeout must be a number of seconds or null, not ${describe(value)}`);
  }
  if (Number.isNaN(value))
    throw new RangeError(`${call}(): the timeout must be a number of seconds, not NaN`);
  if (value < 0) throw new RangeError(`${call}(): the timeout must not be negative, and is ${value}`);
  if (value > 1e9)
    throw new RangeError(`${call}(): the timeout must be under a thousand million seconds, and is ${value}`);
  return value === 0 ? 0 : value;
}
