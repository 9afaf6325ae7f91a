/**
 * The tracer hook: something outside the package (the playground, a debugger, a test) may listen to every call.
 * Without a listener a call costs one null check.
 */

/** Where in the user's own file a call was made; lines and columns start at 1. */
export type Source = { file: string; line: number; column: number };

/** `["10.0.0.2", 8080]`, or a Unix path. */
export type Endpoint = [host: string, port: number] | string;

export type Flow = { protocol: "tcp" | "udp" | "icmp" | "unix"; local: Endpoint; remote: Endpoint | null };

/** A call about to enter the kernel. */
export type Entry = {
  /** As the user wrote it: `recv`, `accept`, `select`. */
  name: string;
  fd: number | null;
  /** Arguments for display, bytes capped. */
  args: string[];
  source: Source | null;
};

/** How it came back. */
export type Outcome = ({ ok: true; text: string } | { ok: false; code: string; message: string }) & {
  /** A descriptor that the call made. */
  newFd?: number;
  /** Bytes moved by this call; `data` holds the first few only. */
  moved?: { way: "sent" | "received"; bytes: number; data: Uint8Array };
  flow?: Flow;
};

export type Tracer = {
  /** Called before the kernel is entered. It may block: step mode waits here. What it returns is given to `leave`. */
  enter(entry: Entry): number;
  /** Called when the call came back, with what `enter` returned. */
  leave(token: number, outcome: Outcome): void;
};

let current: Tracer | null = null;

/** The listener of this thread, or null. */
export function tracer(): Tracer | null {
  return current;
}

/** Sets the listener of this thread (each Worker has its own), or takes it away with null. */
export function setTracer(next: Tracer | null): void {
  current = next;
}
