/** Whether a network card has found its other end: the kernel tells so a moment after both ends are up. */
import fs from "node:fs";
import { AF_INET, ioctl, SOCK_DGRAM, socket } from "./libc.ts";

const SIOCGIFFLAGS = 0x8913;
const IFF_RUNNING = 0x40;

/** For interface `name` of the thread's network namespace. Throws SystemError (ENODEV). */
export function isRunning(name: string): boolean {
  const request = new Uint8Array(40);
  request.set(new TextEncoder().encode(name));
  const fd = socket(AF_INET, SOCK_DGRAM, 0);
  try {
    ioctl(fd, SIOCGIFFLAGS, request);
  } finally {
    fs.closeSync(fd);
  }
  return (new DataView(request.buffer).getUint16(16, true) & IFF_RUNNING) !== 0;
}
