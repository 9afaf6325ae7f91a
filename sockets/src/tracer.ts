import { showBytes } from "./show.ts";

/**
 * The tracer hook: something outside the package (the playground, a debugger, a test) may listen to every call.
 * Without a listener a call costs one null check. With one, a call that programs make in loops is told as it is, and
 * made into words only by whoever wants words: `show`.
 */

/** Where in the user's own file a call was made; lines and columns start at 1. */
export type Source = { file: string; line: number; column: number };

/** `["10.0.0.2", 8080]`, or a Unix path. */
export type Endpoint = [host: string, port: number] | string;

/** The connection that a call belongs to: protocol, own end, other end. */
export type Flow = { protocol: "tcp" | "udp" | "icmp" | "unix"; local: Endpoint; remote: Endpoint | null };

/** An argument or a result: text as it is shown, or a number, or bytes. Bytes are a view: a tracer that keeps them copies them. */
export type Told = string | number | Uint8Array;

/**
 * What was told, as text: `"hello" (5 B)`, `1024`, `["10.0.0.1", 80]`.
 * @param told an argument or a result
 */
export function show(told: Told): string {
  if (typeof told === "string") return told;
  return typeof told === "number" ? String(told) : showBytes(told);
}

/** A call about to enter the kernel. */
export type Entry = {
  /** As the user wrote it: `recv`, `accept`, `select`. */
  name: string;
  /** The descriptor it is made on; null for `select`, `getaddrinfo` and the like. */
  fd: number | null;
  /** The arguments, in their order. */
  args: readonly Told[];
  /** Where it was made; null if V8 does not know. */
  source: Source | null;
};

/** How it came back. */
export type Outcome = ({ ok: true; result: Told } | { ok: false; code: string; message: string }) & {
  /** A descriptor that the call made. */
  newFd?: number;
  /** Bytes moved by this call; `data` holds the first few only. */
  moved?: { way: "sent" | "received"; bytes: number; data: Uint8Array };
  /** The connection it belongs to. */
  flow?: Flow;
};

/** Who hears of every call of its thread. */
export type Tracer = {
  /**
   * Called before the kernel is entered. It may block: step mode waits here. What it returns is given to `leave`.
   * @param entry the call
   */
  enter(entry: Entry): number;
  /**
   * Called when the call came back, with what `enter` returned.
   * @param token what `enter` gave back
   * @param outcome how it came back
   */
  leave(token: number, outcome: Outcome): void;
  /**
   * What a call that has not come back works on, where its thread goes on and can tell.
   * @param token what `enter` gave back
   * @param flow the connection
   */
  flow?(token: number, flow: Flow): void;
  /**
   * Where the caller of the function that calls this was called from, undefined if V8 does not know. For a host that
   * has a cheaper way to ask than `Error.captureStackTrace`, such as Node's own `getCallerLocation`.
   */
  caller?: () => CallerLocation | undefined;
};

/** A place in a file; line and column start at 1. */
export type CallerLocation = [line: number, column: number, file: string];

let current: Tracer | null = null;

/** The listener of this thread, or null. */
export function tracer(): Tracer | null {
  return current;
}

/**
 * Sets the listener of this thread (each Worker has its own), or takes it away with null.
 * @param next who listens
 */
export function setTracer(next: Tracer | null): void {
  current = next;
}

let hearError: ((code: string) => void) | null = null;

/**
 * Tells the thread's error listener, if there is one, of an error that is about to be thrown.
 * @param code as `"EMFILE"`
 */
export function tellError(code: string): void {
  if (hearError !== null) hearError(code);
}

/**
 * Sets who hears the `code` of every error that a call of this thread meets, traced or not; null for nobody.
 * @param next who hears it
 */
export function setErrorListener(next: ((code: string) => void) | null): void {
  hearError = next;
}
