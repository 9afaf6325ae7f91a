/**
 * Asks the kernel for the socket tables of one network namespace, over a netlink socket that was opened inside it.
 * The kernel answers while we ask, so a table costs a few system calls and no waiting.
 */
import fs from "node:fs";
import koffi from "koffi";
import { AF_NETLINK, SOCK_NONBLOCK, SOCK_RAW, SystemError, socket } from "../kernel/libc.ts";
import { inNamespace, type Netns } from "../kernel/namespaces.ts";
import {
  type InetRow,
  parseInet,
  parseUnix,
  requests,
  splitAnswer,
  type UnixRow,
} from "./parse-sock-diag.ts";

const libc = koffi.load("libc.so.6");
const send = libc.func("int64_t send(int fd, const void *bytes, uint64_t length, int flags)");
const recv = libc.func("int64_t recv(int fd, void *bytes, uint64_t length, int flags)");
const NETLINK_SOCK_DIAG = 4;
const EAGAIN = 11;
/** The kernel lacks this table: a module that is not there. */
const ENOENT = 2;

export type KernelTables = {
  tcp: InetRow[];
  tcp6: InetRow[];
  udp: InetRow[];
  udp6: InetRow[];
  unix: UnixRow[];
  /** SOCK_RAW, and ICMP datagram sockets; the number after the address is the protocol or ICMP identifier. */
  raw: InetRow[];
};

export type SockDiag = { read(): KernelTables; close(): void };

/** All tables share it: each is read to its end before the next begins. */
const room = Buffer.alloc(64 * 1024);

/** Throws SystemError (EPERM, EPROTONOSUPPORT, EMFILE). */
export function openSockDiag(ns: Netns): SockDiag {
  const opened: number[] = [];
  const close = () => {
    for (const each of opened.splice(0)) fs.closeSync(each);
  };
  try {
    inNamespace(ns, () => {
      opened.push(socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, NETLINK_SOCK_DIAG));
      // A table of /proc/net stays that of the namespace in which it was opened; reading from its start makes it anew.
      for (const name of ["raw", "icmp"]) opened.push(fs.openSync(`/proc/thread-self/net/${name}`, "r"));
    });
  } catch (error) {
    close();
    throw error;
  }
  const [fd, ...procFds] = opened as [number, ...number[]];
  const missing = new Set<Uint8Array>();

  function dump<Row>(request: Uint8Array, parse: (message: Uint8Array) => Row | null): Row[] {
    const rows: Row[] = [];
    if (missing.has(request)) return rows;
    if (Number(send(fd, request, request.length, 0)) < 0)
      throw new SystemError("send", koffi.errno(), "netlink");
    for (;;) {
      const got = Number(recv(fd, room, room.length, 0));
      if (got < 0) {
        if (koffi.errno() === EAGAIN) return rows;
        throw new SystemError("recv", koffi.errno(), "netlink");
      }
      const { messages, done, errno } = splitAnswer(room.subarray(0, got));
      for (const message of messages) {
        const row = parse(message);
        if (row !== null) rows.push(row);
      }
      if (errno === ENOENT) missing.add(request);
      else if (errno > 0) throw new SystemError("sock_diag", errno, "");
      if (done || got === 0) return rows;
    }
  }

  return {
    read: () => ({
      tcp: dump(requests.tcp, parseInet),
      tcp6: dump(requests.tcp6, parseInet),
      udp: dump(requests.udp, parseInet),
      udp6: dump(requests.udp6, parseInet),
      unix: dump(requests.unix, parseUnix),
      raw: procFds.flatMap(procTable),
    }),
    close,
  };
}

/**
 * Raw sockets have a table of their own in few kernels; /proc has it in all. Its header line tells no socket,
 * and what does not fit into the room is left out: nobody opens hundreds of raw sockets to look at them.
 */
function procTable(fd: number): InetRow[] {
  const got = fs.readSync(fd, room, 0, room.length, 0);
  const lines = room.toString("latin1", 0, got).split("\n").slice(1, -1);
  return lines.map(parseProcLine);
}

/** One line of /proc/net/raw: addresses are hexadecimal, their bytes in the machine's order. */
export function parseProcLine(line: string): InetRow {
  const words = line.trim().split(/\s+/);
  const end = (word = ""): [string, number] => {
    const [address = "", port = ""] = word.split(":");
    const bytes = address.match(/../g)?.map((each) => Number.parseInt(each, 16)) ?? [];
    return [bytes.reverse().join("."), Number.parseInt(port, 16)];
  };
  const [sendQ = "0", recvQ = "0"] = (words[4] ?? "").split(":");
  return {
    family: 4,
    state: Number.parseInt(words[3] ?? "7", 16),
    local: end(words[1]),
    remote: end(words[2]),
    recvQ: Number.parseInt(recvQ, 16),
    sendQ: Number.parseInt(sendQ, 16),
    retransmits: 0,
    inode: Number(words[9] ?? 0),
  };
}
