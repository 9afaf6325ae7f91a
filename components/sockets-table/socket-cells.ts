/** A row of the socket table as text. */
import type { Endpoint, SocketRow } from "../../protocol/lab-event.ts";
import { visibleText } from "../controls/visible-text.ts";
import { fill, type Words } from "../words/words.ts";

/** `10.0.0.2:8080`, `[::1]:80`, `*:8080` for any address, or a Unix path (`@` for the abstract namespace). */
export function endpointText(endpoint: Endpoint | null): string {
  if (endpoint === null) return "*";
  if (typeof endpoint === "string")
    return visibleText(endpoint.replace(/^\0/, "@")).replaceAll("\n", "\\n").replaceAll("\t", "\\t") || "–";
  const [host, port] = endpoint;
  const name = host === "0.0.0.0" || host === "::" ? "*" : host.includes(":") ? `[${host}]` : host;
  return `${name}:${port === 0 ? "*" : port}`;
}

export type SocketCells = {
  local: string;
  remote: string;
  recvQ: string;
  sendQ: string;
  recvTitle: string;
  sendTitle: string;
  /** A listener's accept queue is full: the next client waits unanswered. */
  recvFull: boolean;
  rtt: string;
};

/**
 * The other side's FIN has come. It takes a sequence number, and the kernel's Recv-Q is a difference of two
 * (tcp_diag_get_info: rcv_nxt - copied_seq), so until recv() has told the end it counts as a byte.
 */
const finCame: ReadonlySet<SocketRow["state"]> = new Set(["CLOSE_WAIT", "LAST_ACK", "CLOSING"]);

/** For a listener Recv-Q is finished handshakes that wait for accept(), and Send-Q is how many may. */
export function socketCells(row: SocketRow, words: Words["sockets"]): SocketCells {
  const listens = row.state === "LISTEN";
  return {
    local: endpointText(row.local),
    remote: listens ? "*" : endpointText(row.remote),
    recvQ: listens ? fill(words.acceptQueue, { n: row.recvQ, backlog: row.sendQ }) : String(row.recvQ),
    sendQ: listens ? "–" : String(row.sendQ),
    recvTitle: listens
      ? fill(words.acceptQueueAbout, { n: row.recvQ, backlog: row.sendQ })
      : row.recvQ > 0 && finCame.has(row.state)
        ? fill(words.recvQEnd, { n: row.recvQ - 1 })
        : fill(words.recvQCount, { n: row.recvQ }),
    sendTitle: listens ? "" : fill(words.sendQCount, { n: row.sendQ }),
    // Linux takes one connection more than the backlog says (sk_acceptq_is_full compares with >).
    recvFull: listens && row.recvQ > row.sendQ,
    rtt: row.rttMicros === undefined ? "–" : rttText(row.rttMicros),
  };
}

function rttText(micros: number): string {
  return micros < 1_000 ? `${Math.round(micros)} µs` : `${(micros / 1_000).toFixed(1)} ms`;
}
