/**
 * The language of sock_diag(7), by which the kernel tells its socket tables over netlink: requests as bytes, answers
 * as rows. Pure. Numbers of messages and headers are in the machine's order (little), addresses in the network's.
 */
import { readIpv4, readIpv6 } from "../../protocol/packet/read-bytes.ts";

const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const NLM_F_DUMP = 0x300;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const headerSize = 16;

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;
const INET_DIAG_INFO = 2;
const UDIAG_SHOW_NAME = 1;
const UDIAG_SHOW_PEER = 4;
const UDIAG_SHOW_RQLEN = 16;
const UNIX_DIAG_NAME = 0;
const UNIX_DIAG_PEER = 2;
const UNIX_DIAG_RQLEN = 4;

/** Every state, TIME_WAIT, half-made connections and sockets that are only bound (since Linux 6.7) included. */
const everyState = 0x3fff;

export type InetRow = {
  family: 4 | 6;
  /** As tcp_states.h numbers them. */
  state: number;
  local: [string, number];
  remote: [string, number];
  /** Bytes not yet read, or for a listener connections not yet accepted. */
  recvQ: number;
  /** Bytes not yet acknowledged, or for a listener its backlog. */
  sendQ: number;
  /** Of the segment that waits for an answer now. */
  retransmits: number;
  inode: number;
  /** From struct tcp_info, where the kernel gives one. */
  info?: { cwnd: number; rttMicros: number; totalRetransmits: number };
};

export type UnixRow = {
  state: number;
  type: number;
  /** A path, `@name` for an abstract one, null for none. */
  name: string | null;
  inode: number;
  peer: number | null;
  recvQ: number;
  sendQ: number;
};

function request(family: number, body: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(headerSize + body);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, true);
  view.setUint16(6, NLM_F_REQUEST | NLM_F_DUMP, true);
  view.setUint8(headerSize, family);
  fill(view);
  return bytes;
}

/** struct inet_diag_req_v2, for all sockets of one family and protocol. */
const inetRequest = (family: number, protocol: number): Uint8Array =>
  request(family, 56, (view) => {
    view.setUint8(headerSize + 1, protocol);
    view.setUint8(headerSize + 2, protocol === IPPROTO_TCP ? 1 << (INET_DIAG_INFO - 1) : 0);
    view.setUint32(headerSize + 4, everyState, true);
  });

export const requests = {
  tcp: inetRequest(AF_INET, IPPROTO_TCP),
  tcp6: inetRequest(AF_INET6, IPPROTO_TCP),
  udp: inetRequest(AF_INET, IPPROTO_UDP),
  udp6: inetRequest(AF_INET6, IPPROTO_UDP),
  /** struct unix_diag_req. */
  unix: request(AF_UNIX, 24, (view) => {
    view.setUint32(headerSize + 4, 0xffffffff, true);
    view.setUint32(headerSize + 12, UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN, true);
    view.setUint32(headerSize + 16, 0xffffffff, true);
    view.setUint32(headerSize + 20, 0xffffffff, true);
  }),
} as const;

/** What one datagram from the kernel holds: messages, and whether it is the last. */
export type Answer = { messages: Uint8Array[]; done: boolean; errno: number };

/** Splits a datagram into the bodies of its messages. */
export function splitAnswer(bytes: Uint8Array): Answer {
  const answer: Answer = { messages: [], done: false, errno: 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + headerSize <= bytes.length) {
    const length = view.getUint32(at, true);
    const type = view.getUint16(at + 4, true);
    if (length < headerSize || at + length > bytes.length) break;
    if (type === NLMSG_DONE || type === NLMSG_ERROR) {
      answer.done = true;
      if (type === NLMSG_ERROR && length >= headerSize + 4)
        answer.errno = -view.getInt32(at + headerSize, true);
      break;
    }
    if (type === SOCK_DIAG_BY_FAMILY) answer.messages.push(bytes.subarray(at + headerSize, at + length));
    at += (length + 3) & ~3;
  }
  return answer;
}

/** Attributes that follow a message's fixed part, by type. */
function* attributes(bytes: Uint8Array, start: number): Generator<[type: number, value: Uint8Array]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  while (at + 4 <= bytes.length) {
    const length = view.getUint16(at, true);
    if (length < 4 || at + length > bytes.length) return;
    yield [view.getUint16(at + 2, true) & 0x3fff, bytes.subarray(at + 4, at + length)];
    at += (length + 3) & ~3;
  }
}

/** struct inet_diag_msg; null for what is too short to be one. */
export function parseInet(bytes: Uint8Array): InetRow | null {
  if (bytes.length < 72) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const family = view.getUint8(0);
  if (family !== AF_INET && family !== AF_INET6) return null;
  const address = family === AF_INET ? readIpv4 : readIpv6;
  const row: InetRow = {
    family: family === AF_INET ? 4 : 6,
    state: view.getUint8(1),
    retransmits: view.getUint8(3),
    local: [address(bytes, 8), view.getUint16(4)],
    remote: [address(bytes, 24), view.getUint16(6)],
    recvQ: view.getUint32(56, true),
    sendQ: view.getUint32(60, true),
    inode: view.getUint32(68, true),
  };
  for (const [type, value] of attributes(bytes, 72)) {
    if (type !== INET_DIAG_INFO || value.length < 104) continue;
    const info = new DataView(value.buffer, value.byteOffset, value.byteLength);
    row.info = {
      rttMicros: info.getUint32(68, true),
      cwnd: info.getUint32(80, true),
      totalRetransmits: info.getUint32(100, true),
    };
  }
  return row;
}

/** Names may hold anything; what is no text is shown as the replacement character. */
const decoder = new TextDecoder();

/** struct unix_diag_msg; null for what is too short to be one. */
export function parseUnix(bytes: Uint8Array): UnixRow | null {
  if (bytes.length < 16) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== AF_UNIX) return null;
  const row: UnixRow = {
    type: view.getUint8(1),
    state: view.getUint8(2),
    inode: view.getUint32(4, true),
    name: null,
    peer: null,
    recvQ: 0,
    sendQ: 0,
  };
  for (const [type, value] of attributes(bytes, 16)) {
    const number = new DataView(value.buffer, value.byteOffset, value.byteLength);
    if (type === UNIX_DIAG_NAME) {
      const abstract = value[0] === 0;
      const text = decoder.decode(abstract ? value.subarray(1) : value).replace(/\0+$/, "");
      row.name = abstract ? `@${text}` : text;
    } else if (type === UNIX_DIAG_PEER && value.length >= 4) row.peer = number.getUint32(0, true);
    else if (type === UNIX_DIAG_RQLEN && value.length >= 8) {
      row.recvQ = number.getUint32(0, true);
      row.sendQ = number.getUint32(4, true);
    }
  }
  return row;
}
