import type { ClientMessage, ClientMessageOf } from "../../protocol/client-message.ts";
import type { LabEvent } from "../../protocol/lab-event.ts";
import type { ServerMessage } from "../../protocol/server-message.ts";
import type { LabStatus } from "./lab-status.ts";

/**
 * One page's line to the sandbox server: opens the WebSocket, says `open`, hands events on, and comes back by
 * itself when the server was away, full or restarting. It knows nothing of React or of what events mean.
 */

export type LabListener = {
  status(status: LabStatus): void;
  events(events: readonly LabEvent[]): void;
  /** A message of ours that the server could not obey. */
  error(error: Extract<ServerMessage, { type: "error" }>): void;
};

export type LabConnection = {
  /** Sends now, or says false when no lab is open. Nothing is queued: a run belongs to the lab it was meant for. */
  send(message: ClientMessage): boolean;
  /** Tries again at once, or opens a new lab after one was closed. */
  retry(): void;
  /** Ends for good. */
  close(): void;
};

/** Waits between attempts: doubling, with up to half taken off at random so that a class does not come back in one wave. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(500 * 2 ** Math.min(attempt, 10), 20_000);
  return Math.round(full * (0.5 + random() / 2));
}

/** From dialling to `ready`: after the first the page says that it is slow; after the second it dials anew. */
const slowMs = 5_000;
const openMs = 15_000;
/** Each attempt is given twice as long as the one before, so that a busy server comes to the end of its work. */
const openMostMs = 60_000;
const pingEveryMs = 20_000;
const silentMs = 50_000;

export function connectLab(
  url: string,
  open: ClientMessageOf<"open">,
  listener: LabListener,
  Socket: typeof WebSocket = WebSocket,
  random: () => number = Math.random,
  patience: { slowMs: number; openMs: number } = { slowMs, openMs },
): LabConnection {
  let socket: WebSocket | null = null;
  let attempt = 0;
  let ready = false;
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watch: ReturnType<typeof setInterval> | undefined;
  /** While no lab is ready: the next moment at which something is to be said or done about it. */
  let opening: ReturnType<typeof setTimeout> | undefined;
  let wanted = open;
  let heardAt = 0;
  let tick = 0;

  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(dial, ms);
  };

  /** Lets go of a socket: whatever it still says concerns nobody. */
  const drop = () => {
    const old = socket;
    socket = null;
    ready = false;
    clearInterval(watch);
    clearTimeout(opening);
    old?.close();
  };

  const away = (slow = false) => {
    drop();
    const wait = backoffMs(attempt, random);
    attempt += 1;
    listener.status({ kind: "away", attempt, retryAt: Date.now() + wait, slow });
    later(wait);
  };

  /** A lab that does not open, whatever it is that hangs: said after a while, and then tried anew. */
  const expectReady = () => {
    const enough = Math.min(patience.openMs * 2 ** attempt, Math.max(openMostMs, patience.openMs));
    opening = setTimeout(() => {
      listener.status({ kind: "connecting", attempt, slow: true });
      opening = setTimeout(() => away(true), enough - patience.slowMs);
    }, patience.slowMs);
  };

  /** A line that went dead without a word counts as away. */
  const keepWatch = () => {
    tick = heardAt = Date.now();
    watch = setInterval(() => {
      const now = Date.now();
      // A laptop that slept has missed its ticks: give the line a chance to speak before judging it.
      const slept = now - tick > 3 * pingEveryMs;
      tick = now;
      if (slept) heardAt = now;
      if (now - heardAt > silentMs) away();
      else socket?.send(JSON.stringify({ type: "ping" } satisfies ClientMessage));
    }, pingEveryMs);
  };

  const dial = () => {
    clearTimeout(timer);
    if (ended) return;
    drop();
    listener.status({ kind: "connecting", attempt, slow: false });
    const mine = new Socket(url);
    socket = mine;
    expectReady();
    mine.onopen = () => mine === socket && mine.send(JSON.stringify(wanted));
    mine.onclose = () => mine === socket && away();
    mine.onmessage = (event) => {
      if (mine !== socket) return;
      heardAt = Date.now();
      hear(JSON.parse(String(event.data)) as ServerMessage);
    };
  };

  const hear = (message: ServerMessage) => {
    switch (message.type) {
      case "ready":
        ready = true;
        attempt = 0;
        clearTimeout(opening);
        keepWatch();
        listener.status({
          kind: "ready",
          lab: message.lab,
          ms: message.ms,
          availablePeers: message.availablePeers,
        });
        return;
      case "events":
        if (ready) listener.events(message.events);
        return;
      case "error": {
        const { peers } = wanted;
        if (!ready && message.code === "no-such-peer" && peers?.some((peer) => peer === message.about)) {
          // Remembered from a time when there was one of that name: the lab opens without it.
          wanted = { ...wanted, peers: peers.filter((peer) => peer !== message.about) };
          socket?.send(JSON.stringify(wanted));
        } else listener.error(message);
        return;
      }
      case "busy": {
        drop();
        const wait = Math.round(message.retryAfterMs * (1 + random() / 2));
        listener.status({ kind: "busy", reason: message.reason, retryAt: Date.now() + wait });
        later(wait);
        return;
      }
      case "closing":
        if (message.reason === "draining") {
          away();
        } else {
          drop();
          listener.status({ kind: "closed", reason: message.reason });
        }
        return;
      case "fault":
        drop();
        listener.status({ kind: "closed", reason: "fault", id: message.id });
        return;
      case "pong":
        return;
      default:
        // A newer server may say more than this page knows; what it does not know it need not draw.
        message satisfies never;
    }
  };

  dial();
  return {
    send: (message) => {
      if (!ready || socket?.readyState !== Socket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    retry: () => {
      if (!ready) dial();
    },
    close: () => {
      ended = true;
      clearTimeout(timer);
      drop();
    },
  };
}
