/** The calls of programs written for Node's own `net` and `dgram`. */
import type { Tracer } from "../../sockets/src/tracer.ts";

export function traceNodeCalls(_listener: Tracer): void {}
