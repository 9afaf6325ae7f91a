import { bytes, describe, int } from "./checks.ts";
import {
  IPPROTO_TCP,
  SO_BINDTODEVICE,
  SO_LINGER,
  SO_PEERCRED,
  SO_RCVTIMEO,
  SO_SNDTIMEO,
  SOL_SOCKET,
  TCP_CONGESTION,
} from "./constants.ts";
import { SocketError } from "./errors.ts";

/** Socket options that are more than a number: what the program writes, and the kernel's bytes for it. */

/** Value of SO_LINGER: whether `close` waits for unsent data, and how many seconds at most. */
export type Linger = [on: boolean, seconds: number];
/** Value of SO_PEERCRED: who is at the other end of a Unix socket. */
export type Credentials = { pid: number; uid: number; gid: number };
/** What `setsockopt` takes. */
export type OptionValue =
  | number
  | boolean
  | string
  | Uint8Array
  | readonly [on: boolean | number, seconds: number];

type Kind = "int" | "linger" | "timeval" | "text" | "credentials";

function kindOf(level: number, option: number): Kind {
  if (level === SOL_SOCKET) {
    if (option === SO_LINGER) return "linger";
    if (option === SO_RCVTIMEO || option === SO_SNDTIMEO) return "timeval";
    if (option === SO_BINDTODEVICE) return "text";
    if (option === SO_PEERCRED) return "credentials";
  }
  if (level === IPPROTO_TCP && option === TCP_CONGESTION) return "text";
  return "int";
}

/** The kernel's bytes for a value. Bytes go through as they are, whatever the option. */
export function encodeOption(level: number, option: number, value: unknown): Uint8Array {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return bytes("setsockopt", "the value", value);
  const call = "setsockopt";
  switch (kindOf(level, option)) {
    case "linger": {
      if (!Array.isArray(value) || value.length !== 2) {
        throw new TypeError(
          `${call}(): the value of SO_LINGER must be [on, seconds], not ${describe(value)}`,
        );
      }
      const packed = Buffer.alloc(8);
      packed.writeInt32LE(value[0] === true ? 1 : value[0] === false ? 0 : int(call, "on", value[0]), 0);
      packed.writeInt32LE(int(call, "the seconds", value[1]), 4);
      return packed;
    }
    case "timeval": {
      if (typeof value !== "number" || !Number.isFinite(value)) {
        throw new TypeError(
          `${call}(): the value of this option must be a number of seconds, not ${describe(value)}`,
        );
      }
      if (value < 0 || value > 1e9) throw new RangeError(`${call}(): ${value} seconds are out of range`);
      const packed = Buffer.alloc(16);
      packed.writeBigInt64LE(BigInt(Math.floor(value)), 0);
      packed.writeBigInt64LE(BigInt(Math.floor((value % 1) * 1e6)), 8);
      return packed;
    }
    case "text": {
      if (typeof value !== "string") {
        throw new TypeError(`${call}(): the value of this option must be text, not ${describe(value)}`);
      }
      return Buffer.from(value, "utf8");
    }
    default: {
      const packed = Buffer.alloc(4);
      packed.writeInt32LE(typeof value === "boolean" ? Number(value) : int(call, "the value", value), 0);
      return packed;
    }
  }
}

/** The most that `getsockopt` may be asked for. */
const MOST_RAW = 1024;

/** The length that a program gave for raw bytes; 0, as none at all, asks for the value. */
export function rawLength(length: unknown): number {
  const size = length === undefined ? 0 : int("getsockopt", "the length", length);
  if (size >= 0 && size <= MOST_RAW) return size;
  throw new SocketError(`getsockopt: the length must be from 1 to ${MOST_RAW}, and is ${size}`, {
    errno: null,
    code: "EINVAL",
    syscall: "getsockopt",
  });
}

/** How many bytes to ask the kernel for, where the program did not say. */
export function optionLength(level: number, option: number): number {
  switch (kindOf(level, option)) {
    case "linger":
      return 8;
    case "timeval":
      return 16;
    case "credentials":
      return 12;
    case "text":
      return 64;
    default:
      return 4;
  }
}

/** The program's form of the kernel's bytes. */
export function decodeOption(
  level: number,
  option: number,
  data: Buffer,
): number | string | Linger | Credentials {
  const kind = kindOf(level, option);
  if (kind === "linger" && data.length === 8) return [data.readInt32LE(0) !== 0, data.readInt32LE(4)];
  if (kind === "timeval" && data.length === 16) {
    return Number(data.readBigInt64LE(0)) + Number(data.readBigInt64LE(8)) / 1e6;
  }
  if (kind === "credentials" && data.length === 12) {
    return { pid: data.readInt32LE(0), uid: data.readUInt32LE(4), gid: data.readUInt32LE(8) };
  }
  if (kind === "text") {
    const end = data.indexOf(0);
    return data.toString("utf8", 0, end < 0 ? data.length : end);
  }
  return data.length >= 4 ? data.readInt32LE(0) : (data[0] ?? 0);
}
