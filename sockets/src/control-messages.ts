import { bytes, describe, int, items } from "./checks.ts";
import { IPPROTO_IP, IPPROTO_IPV6, SCM_CREDENTIALS, SCM_RIGHTS, SOL_SOCKET } from "./constants.ts";
import { showBytes, showOption } from "./show.ts";

/** Control messages, which travel beside the data of `sendmsg` and `recvmsg`: their bytes, and the list of them. cmsg(3) */

/** A control message as it was received: level, type, and its bytes, to be unpacked. */
export type AncillaryMessage = [level: number, type: number, data: Buffer];
/** A control message to be sent: `[SOL_SOCKET, SCM_RIGHTS, new Int32Array([fd])]`. */
export type AncillaryData = readonly [level: number, type: number, data: ArrayBufferView | ArrayBufferLike];

/** `struct cmsghdr`: size_t cmsg_len; int cmsg_level, cmsg_type. */
const HEADER_BYTES = 16;
const MOST = 0x7fffffff;

function aligned(length: number): number {
  return Math.ceil(length / 8) * 8;
}

/**
 * Bytes of a control message with `length` bytes of data, without the padding after it. As the size of the control
 * area it lets one message of that length in and hardly anything else. cmsg(3)
 * @param length bytes of its data
 * @throws RangeError if negative, or too long for any message
 */
export function CMSG_LEN(length: number): number {
  return HEADER_BYTES + int("CMSG_LEN", "the length", length, 0, MOST - HEADER_BYTES);
}

/**
 * Bytes that a control message with `length` bytes of data takes up, with the padding after it: add these up for the
 * size of the control area where several messages are expected. cmsg(3)
 * @param length bytes of its data
 * @throws RangeError if negative, or too long for any message
 */
export function CMSG_SPACE(length: number): number {
  return HEADER_BYTES + aligned(int("CMSG_SPACE", "the length", length, 0, MOST - HEADER_BYTES - 8));
}

/** The kernel's form of a list of control messages, all of it checked and copied. */
export function packControl(call: string, list: unknown): Buffer {
  const parts: Buffer[] = [];
  for (const item of items(call, "the ancillary data", list)) {
    if (!Array.isArray(item) || item.length !== 3) {
      throw new TypeError(`${call}(): a control message must be [level, type, bytes], not ${describe(item)}`);
    }
    const [level, type, value] = item as unknown[];
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeInt32LE(int(call, "the level of a control message", level), 8);
    header.writeInt32LE(int(call, "the type of a control message", type), 12);
    const data = bytes(call, "the data of a control message", value);
    header.writeBigUInt64LE(BigInt(HEADER_BYTES + data.length), 0);
    parts.push(header, Buffer.from(data), Buffer.alloc(aligned(data.length) - data.length));
  }
  return Buffer.concat(parts);
}

/** The control messages that the kernel wrote into `area`. */
export function unpackControl(area: Buffer): AncillaryMessage[] {
  const list: AncillaryMessage[] = [];
  for (let at = 0; at + HEADER_BYTES <= area.length; ) {
    const length = Number(area.readBigUInt64LE(at));
    if (length < HEADER_BYTES) break;
    const data = Buffer.from(area.subarray(at + HEADER_BYTES, at + length));
    list.push([area.readInt32LE(at + 8), area.readInt32LE(at + 12), data]);
    at += aligned(length);
  }
  return list;
}

/** The descriptors that came with a message (SCM_RIGHTS), in their order. */
export function descriptorsOf(list: readonly AncillaryMessage[]): number[] {
  return list
    .filter(([level, type]) => level === SOL_SOCKET && type === SCM_RIGHTS)
    .flatMap(([, , data]) =>
      Array.from({ length: Math.floor(data.length / 4) }, (_, i) => data.readInt32LE(i * 4)),
    );
}

/** `[SCM_RIGHTS 7 8, IP_TTL 40 00 00 00 (4 B)]`, for a tracer. */
export function showControl(list: readonly AncillaryMessage[]): string {
  return `[${list.map(showOne).join(", ")}]`;
}

function showOne(message: AncillaryMessage): string {
  const [level, type, data] = message;
  if (level === SOL_SOCKET && type === SCM_RIGHTS)
    return ["SCM_RIGHTS", ...descriptorsOf([message])].join(" ");
  if (level === SOL_SOCKET && type === SCM_CREDENTIALS && data.length === 12) {
    return `SCM_CREDENTIALS pid ${data.readInt32LE(0)}, uid ${data.readUInt32LE(4)}, gid ${data.readUInt32LE(8)}`;
  }
  const [levelName, typeName] = showOption(level, type);
  const name = level === IPPROTO_IP || level === IPPROTO_IPV6 ? typeName : `${levelName} ${type}`;
  return `${name} ${showBytes(data)}`;
}
