import type { SocketRow, SocketState } from "../../protocol/lab-event.ts";
import type { Actor } from "../../protocol/names.ts";
import type { InetRow, UnixRow } from "./parse-sock-diag.ts";
import type { KernelTables } from "./sock-diag.ts";

/** Makes the page's rows of the kernel's tables: states by name, owners put to them. Pure. */

/** Who holds a socket: a run or a reference peer, and under which descriptor. */
export type SocketOwner = { actor: Actor; fd?: number };

/** tcp_states.h. 12 is a connection being made on a listener (NEW_SYN_RECV), 13 a socket that is only bound. */
const tcpStates: Readonly<Record<number, SocketState>> = {
  1: "ESTABLISHED",
  2: "SYN_SENT",
  3: "SYN_RECV",
  4: "FIN_WAIT1",
  5: "FIN_WAIT2",
  6: "TIME_WAIT",
  7: "CLOSE",
  8: "CLOSE_WAIT",
  9: "LAST_ACK",
  10: "LISTEN",
  11: "CLOSING",
  12: "SYN_RECV",
  13: "CLOSE",
};

/** Rows that one event carries at most. */
const mostRows = 2_000;

function inetRow(protocol: SocketRow["protocol"], row: InetRow, owner: SocketOwner | undefined): SocketRow {
  const tcp = protocol === "tcp" || protocol === "tcp6";
  const connected = row.remote[1] !== 0;
  const state = tcp ? (tcpStates[row.state] ?? "CLOSE") : row.state === 1 ? "ESTABLISHED" : "UNCONN";
  const key =
    row.inode === 0
      ? `${protocol} ${row.local.join(":")} ${row.remote.join(":")}`
      : `${protocol} ${row.inode}`;
  const out: SocketRow = {
    key,
    protocol,
    local: row.local,
    remote: connected ? row.remote : null,
    state,
    recvQ: row.recvQ,
    sendQ: row.sendQ,
    retransmits: row.info?.totalRetransmits ?? row.retransmits,
  };
  if (row.info !== undefined && state !== "LISTEN") {
    out.cwnd = row.info.cwnd;
    if (row.info.rttMicros > 0) out.rttMicros = row.info.rttMicros;
  }
  if (owner !== undefined) out.owner = owner;
  return out;
}

/** Unix sockets reach a path, or another socket without a name, which is then shown by its number. */
function unixRow(
  row: UnixRow,
  names: ReadonlyMap<number, string | null>,
  owner: SocketOwner | undefined,
): SocketRow {
  const remote = row.peer === null ? null : names.get(row.peer) || `#${row.peer}`;
  const stream = row.type !== 2;
  const state = row.state === 10 ? "LISTEN" : row.state === 1 ? "ESTABLISHED" : stream ? "CLOSE" : "UNCONN";
  const out: SocketRow = {
    key: `unix ${row.inode}`,
    protocol: "unix",
    local: (row.name ?? `#${row.inode}`).slice(0, 128),
    remote: remote === null ? null : remote.slice(0, 128),
    state,
    recvQ: row.recvQ,
    // For Unix sockets other than listeners the kernel tells the free room here.
    sendQ: state === "LISTEN" ? row.sendQ : 0,
    retransmits: 0,
  };
  if (owner !== undefined) out.owner = owner;
  return out;
}

/** Every inode that has one, to ask whose it is. */
export function inodesOf(tables: KernelTables): number[] {
  const inodes: number[] = [];
  for (const rows of Object.values(tables)) for (const { inode } of rows) if (inode !== 0) inodes.push(inode);
  return inodes;
}

/** In an order that does not change while nothing changes. Unix sockets without a name and an owner are ours, not a learner's. */
export function socketRows(tables: KernelTables, owners: ReadonlyMap<number, SocketOwner>): SocketRow[] {
  const rows: SocketRow[] = [];
  for (const protocol of ["tcp", "tcp6", "udp", "udp6", "raw"] as const)
    for (const row of tables[protocol]) rows.push(inetRow(protocol, row, owners.get(row.inode)));
  const names = new Map(tables.unix.map((row) => [row.inode, row.name]));
  for (const row of tables.unix) {
    const owner = owners.get(row.inode);
    if (row.name === null && owner === undefined) continue;
    rows.push(unixRow(row, names, owner));
  }
  rows.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return rows.slice(0, mostRows);
}
