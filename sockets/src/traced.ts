import { callSite } from "./call-site.ts";
import { SocketError } from "./errors.ts";
import { learned, type Site } from "./said-site.ts";
import { type Flow, type Outcome, type Told, type Tracer, tracer } from "./tracer.ts";

/** Runs a call between the tracer's `enter` and `leave`. Callers test `tracer()` first and come here only if one is set. */

export type Success = { result: Told; newFd?: number; moved?: Outcome["moved"]; flow?: Flow | undefined };

/** Bytes of a call's data that a tracer is given. */
const TRACED_BYTES = 256;

/**
 * Runs `run` as the call `name`; `depth` is for `callSite`: 4 when the user's frame called the function that calls this.
 * @param site where the call said that it is made
 */
export function traced<T>(
  listener: Tracer,
  depth: number,
  name: string,
  fd: number | null,
  args: readonly Told[],
  run: () => T,
  success: (value: T) => Success,
  site: Site | null = null,
): T {
  const source = site?.source ?? learned(site, callSite(depth));
  const token = listener.enter({ name, fd, args, source });
  let value: T;
  try {
    value = run();
  } catch (error) {
    listener.leave(token, failure(error));
    throw error;
  }
  const { result, newFd, moved, flow } = success(value);
  const outcome: Outcome = { ok: true, result };
  if (newFd !== undefined) outcome.newFd = newFd;
  if (moved !== undefined) outcome.moved = moved;
  if (flow !== undefined) outcome.flow = flow;
  listener.leave(token, outcome);
  return value;
}

/** As `traced`, for the calls where a closure more does not matter: looks for the tracer itself. */
export function call<T>(
  name: string,
  fd: number | null,
  args: () => readonly Told[],
  run: () => T,
  success: (value: T) => Success,
  site: Site | null = null,
): T {
  const listener = tracer();
  return listener === null ? run() : traced(listener, 5, name, fd, args(), run, success, site);
}

/** What a call moved, with its first bytes. The bytes are a view: a tracer that keeps them copies them. */
export function moved(
  way: "sent" | "received",
  data: Uint8Array,
  bytes: number,
): NonNullable<Outcome["moved"]> {
  const most = Math.min(bytes, TRACED_BYTES);
  return { way, bytes, data: data.length === most ? data : data.subarray(0, most) };
}

/** How a call failed. */
export function failure(error: unknown): Outcome {
  if (error instanceof SocketError) return { ok: false, code: error.code, message: error.message };
  if (error instanceof Error) return { ok: false, code: error.name, message: error.message };
  return { ok: false, code: "Error", message: String(error) };
}
