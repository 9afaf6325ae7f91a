/** Which limit stands behind an error code that a program met; the lab says it in the reader's words. */
import { tell } from "./channels.ts";

const limitOf = new Map<string, "tasks" | "files" | "disk" | "memory">([
  ["EMFILE", "files"],
  ["ENFILE", "files"],
  ["ENOSPC", "disk"],
  ["EDQUOT", "disk"],
  ["EFBIG", "disk"],
  ["ENOMEM", "memory"],
  ["ERR_MEMORY_ALLOCATION_FAILED", "memory"],
  ["ERR_WORKER_OUT_OF_MEMORY", "memory"],
  ["ERR_WORKER_INIT_FAILED", "tasks"],
]);

const told = new Set<string>();

/** Tells of each limit once. EAGAIN is one only when a process or thread was to be made: `making`. */
export function noteCode(code: string, making = false): void {
  const what = making && code === "EAGAIN" ? "tasks" : limitOf.get(code);
  if (what === undefined || told.has(what)) return;
  told.add(what);
  tell({ t: "limit", what });
}

/** The same for whatever was thrown, and for what caused it. */
export function noteError(thrown: unknown): void {
  if (typeof thrown !== "object" || thrown === null) return;
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : null;
  const syscall = "syscall" in thrown && typeof thrown.syscall === "string" ? thrown.syscall : "";
  if (code !== null) noteCode(code, /^(spawn|fork|clone|pthread_create)/.test(syscall));
  if (thrown instanceof RangeError && /allocation failed/i.test(thrown.message)) noteCode("ENOMEM");
  if ("cause" in thrown) noteError(thrown.cause);
}
