/** Whose a socket of host `you` is: the run that holds it, and its descriptor there. */
import type { Program } from "../program/program.ts";
import { socketInodes } from "../sockets-table/socket-inodes.ts";
import type { SocketOwner } from "../sockets-table/socket-rows.ts";

export function programSockets(
  programs: Iterable<Program>,
  wanted: readonly number[],
): Map<number, SocketOwner> {
  const left = new Set(wanted);
  const found = new Map<number, SocketOwner>();
  for (const program of programs) {
    if (left.size === 0) break;
    for (const pid of program.processes()) {
      for (const [inode, fd] of socketInodes(pid)) {
        if (left.delete(inode)) found.set(inode, { actor: program.run, fd });
      }
    }
  }
  return found;
}
