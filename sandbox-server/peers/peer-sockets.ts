import fs from "node:fs";
import type { Actor } from "../../protocol/names.ts";
import type { SocketOwner } from "../sockets-table/socket-rows.ts";

/**
 * Whose the sockets of one lab's host `lab` are. They all live in the server's own process, so its descriptors say
 * nothing: each peer enters its sockets here, under the inode by which the kernel's table knows them.
 */
export class PeerSockets {
  readonly #owners = new Map<number, SocketOwner>();

  /** Enters a descriptor that this peer has just got. What is returned takes it out again, when it is closed. */
  enter(actor: Actor, fd: number): () => void {
    const { ino } = fs.fstatSync(fd);
    const owner = { actor, fd };
    this.#owners.set(ino, owner);
    return () => {
      // The kernel gives a number out again once its socket is gone.
      if (this.#owners.get(ino) === owner) this.#owners.delete(ino);
    };
  }

  ownersOf(inodes: readonly number[]): Map<number, SocketOwner> {
    const found = new Map<number, SocketOwner>();
    for (const inode of inodes) {
      const owner = this.#owners.get(inode);
      if (owner !== undefined) found.set(inode, owner);
    }
    return found;
  }
}
