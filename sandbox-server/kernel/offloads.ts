/**
 * Turns a network card's offloads off, as `ethtool -K` does, without a process for it.
 *
 * Checksum and segmentation offload leave that work to a card that is not there: frames taken from the wire would
 * carry half-made checksums and be larger than any Ethernet frame.
 */
import fs from "node:fs";
import koffi from "koffi";
import { AF_INET, SOCK_DGRAM, SystemError, socket } from "./libc.ts";

const SIOCETHTOOL = 0x8946;
/** ETHTOOL_STXCSUM, _SSG, _STSO, _SGSO, _SGRO of linux/ethtool.h. */
const setters = [0x17, 0x19, 0x1f, 0x24, 0x2c];

const request = koffi.struct({
  name: koffi.array("char", 16),
  /** struct ethtool_value {u32 command, u32 value}. */
  value: "uint32_t *",
  rest: koffi.array("uint8_t", 16),
});
const ioctl = koffi.load("libc.so.6").func("ioctl", "int", ["int", "unsigned long", koffi.pointer(request)]);

/** For interface `name` of the thread's network namespace. Throws SystemError. */
export function offloadsOff(name: string): void {
  const fd = socket(AF_INET, SOCK_DGRAM, 0);
  try {
    for (const command of setters) {
      const value = new Uint32Array([command, 0]);
      if (ioctl(fd, SIOCETHTOOL, { name, value, rest: new Array(16).fill(0) }) === -1) {
        throw new SystemError("ioctl", koffi.errno(), `SIOCETHTOOL ${command} ${name}`);
      }
    }
  } finally {
    fs.closeSync(fd);
  }
}
