/**
 * Both hosts' socket tables as the kernel last told them, and for each TCP socket the states it was seen in: a fold
 * over `sockets` events. The kernel is asked now and then, so a state that lasts microseconds may never be seen;
 * nothing is filled in here that was not seen.
 */
import type { Endpoint, LabEvent, SocketRow, SocketState } from "../../protocol/lab-event.ts";
import type { Host, Micros } from "../../protocol/names.ts";

export type Seen = { state: SocketState; at: Micros };

/** One TCP socket's life as far as it was seen, oldest first. */
export type SocketLife = {
  /** Names this life within the page. */
  id: string;
  host: Host;
  row: SocketRow;
  seen: readonly Seen[];
  /** When it was missing from the table for the first time; null while it is there. */
  gone: Micros | null;
};

export type SocketsState = {
  tables: Readonly<Record<Host, readonly SocketRow[]>>;
  /** By `lifeKey`, in the order they appeared. */
  lives: ReadonlyMap<string, SocketLife>;
  at: Micros;
};

export const initialSockets: SocketsState = { tables: { you: [], lab: [] }, lives: new Map(), at: 0 };

/** Lives of sockets that are gone are kept up to this many, so that a load test does not fill the page. */
const goneKept = 60;

const endpointText = (endpoint: Endpoint | null) =>
  endpoint === null ? "*" : typeof endpoint === "string" ? endpoint : endpoint.join(":");
const pairOf = (row: SocketRow) => `${row.protocol} ${endpointText(row.local)} ${endpointText(row.remote)}`;
export const isTcp = (row: SocketRow) => row.protocol === "tcp" || row.protocol === "tcp6";

/** Where a row's life is found in `lives`. */
export function lifeKey(host: Host, row: SocketRow): string {
  return `${host} ${row.key}`;
}

/** Folds a batch of events in. */
export function reduceSockets(state: SocketsState, events: readonly LabEvent[]): SocketsState {
  let next = state;
  for (const event of events) if (event.type === "sockets") next = withTable(next, event);
  return next;
}

function withTable(
  state: SocketsState,
  event: { at: Micros; host: Host; rows: readonly SocketRow[] },
): SocketsState {
  const lives = new Map(state.lives);
  const present = new Set(event.rows.map((row) => lifeKey(event.host, row)));
  for (const row of event.rows) {
    if (!isTcp(row)) continue;
    const key = lifeKey(event.host, row);
    const known = lives.get(key) ?? heir(lives, present, event.host, row);
    if (!known) {
      lives.set(key, {
        id: key,
        host: event.host,
        row,
        seen: [{ state: row.state, at: event.at }],
        gone: null,
      });
      continue;
    }
    const changed = known.seen.at(-1)?.state !== row.state;
    // A socket in TIME_WAIT has no owner any more; who had it is still worth knowing.
    const owner = row.owner ?? known.row.owner;
    lives.set(key, {
      ...known,
      row: owner ? { ...row, owner } : row,
      seen: changed ? [...known.seen, { state: row.state, at: event.at }] : known.seen,
      gone: null,
    });
  }
  for (const [key, life] of lives) {
    if (life.host === event.host && life.gone === null && !present.has(key)) {
      lives.set(key, { ...life, gone: event.at });
    }
  }
  forget(lives);
  return { tables: { ...state.tables, [event.host]: event.rows }, lives, at: event.at };
}

/**
 * The kernel gives a connection a new identity when it becomes TIME_WAIT (a small object without an inode). The
 * addresses stay, so the life goes on under the new key.
 */
function heir(
  lives: Map<string, SocketLife>,
  present: ReadonlySet<string>,
  host: Host,
  row: SocketRow,
): SocketLife | null {
  if (row.state === "LISTEN" || row.remote === null) return null;
  const pair = pairOf(row);
  for (const [key, life] of lives) {
    if (life.host !== host || present.has(key) || pairOf(life.row) !== pair) continue;
    // TIME_WAIT is the end: what comes after it on the same addresses is another connection.
    if (life.seen.at(-1)?.state === "TIME_WAIT" && row.state !== "TIME_WAIT") continue;
    if (life.row.state === "LISTEN") continue;
    lives.delete(key);
    return life;
  }
  return null;
}

function forget(lives: Map<string, SocketLife>): void {
  let gone = 0;
  for (const life of lives.values()) if (life.gone !== null) gone += 1;
  for (const [key, life] of lives) {
    if (gone <= goneKept) return;
    if (life.gone === null) continue;
    lives.delete(key);
    gone -= 1;
  }
}
