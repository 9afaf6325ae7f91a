import { int, text } from "./checks.ts";
import { errorFor } from "./errors.ts";
import { lastErrno, libc, numberAt, pointerAt, textAt } from "./libc.ts";
import { call } from "./traced.ts";

/** Network devices by name and by number. netdevice(7) */

const NAME_BYTES = 16;
/** `struct if_nameindex`: unsigned int if_index; char *if_name. */
const ENTRY_BYTES = 16;

/**
 * The number of a network device: `if_nametoindex("lo")` is 1. if_nametoindex(3)
 * @param name as `"eth0"`
 * @throws SocketError ENODEV
 */
export function if_nametoindex(name: string): number {
  text("if_nametoindex", "the name", name);
  return call(
    "if_nametoindex",
    null,
    () => [JSON.stringify(name)],
    () => {
      const index = libc.if_nametoindex(name);
      if (index === 0) throw errorFor("if_nametoindex", lastErrno(), name);
      return index;
    },
    (index) => ({ result: String(index) }),
  );
}

/**
 * The name of a network device. if_indextoname(3)
 * @param index its number, from 1
 * @throws SocketError ENXIO
 */
export function if_indextoname(index: number): string {
  int("if_indextoname", "the index", index, 0, 0xffffffff);
  return call(
    "if_indextoname",
    null,
    () => [String(index)],
    () => {
      const name = libc.if_indextoname(index, Buffer.alloc(NAME_BYTES));
      if (name === null) throw errorFor("if_indextoname", lastErrno(), index);
      return name;
    },
    (name) => ({ result: JSON.stringify(name) }),
  );
}

/**
 * All network devices, with their numbers: `[[1, "lo"], [2, "eth0"]]`. if_nameindex(3)
 * @throws SocketError, when the kernel does not answer
 */
export function if_nameindex(): [index: number, name: string][] {
  return call(
    "if_nameindex",
    null,
    () => [],
    () => {
      const list = libc.if_nameindex();
      if (list === null) throw errorFor("if_nameindex", lastErrno());
      try {
        const devices: [number, string][] = [];
        for (let at = 0; numberAt(list, at) !== 0; at += ENTRY_BYTES) {
          devices.push([numberAt(list, at), textAt(pointerAt(list, at + 8))]);
        }
        return devices;
      } finally {
        libc.if_freenameindex(list);
      }
    },
    (devices) => ({ result: JSON.stringify(devices) }),
  );
}
