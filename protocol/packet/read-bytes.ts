/** Numbers and addresses out of a frame, most significant byte first. What lies past the end reads as 0: nothing throws. */

export const u8 = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;
export const u16 = (bytes: Uint8Array, at: number): number => (u8(bytes, at) << 8) | u8(bytes, at + 1);
export const u32 = (bytes: Uint8Array, at: number): number =>
  ((u16(bytes, at) << 16) | u16(bytes, at + 2)) >>> 0;

const hex2 = (value: number): string => value.toString(16).padStart(2, "0");

/** `count` bytes as `02:00:5e:10:00:01`. */
export function readMac(bytes: Uint8Array, at: number, count = 6): string {
  const parts: string[] = [];
  for (let i = 0; i < count; i++) parts.push(hex2(u8(bytes, at + i)));
  return parts.join(":");
}

export const readIpv4 = (bytes: Uint8Array, at: number): string =>
  `${u8(bytes, at)}.${u8(bytes, at + 1)}.${u8(bytes, at + 2)}.${u8(bytes, at + 3)}`;

/** As RFC 5952 writes it: lower case, the longest run of two or more zero groups as `::`, the first of equals. */
export function readIpv6(bytes: Uint8Array, at: number): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(u16(bytes, at + i));
  let from = -1;
  let count = 1;
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (i + run < 8 && groups[i + run] === 0) run++;
    if (run > count) {
      from = i;
      count = run;
    }
  }
  const text = (list: number[]) => list.map((group) => group.toString(16)).join(":");
  // ::ffff:0:0/96 holds an IPv4 address, and is written with one.
  if (from === 0 && count === 5 && groups[5] === 0xffff) return `::ffff:${readIpv4(bytes, at + 12)}`;
  if (from < 0) return text(groups);
  return `${text(groups.slice(0, from))}::${text(groups.slice(from + count))}`;
}

/** Bytes as hexadecimal digits, at most `most` of them. */
export function readHex(bytes: Uint8Array, start: number, end: number, most = 40): string {
  let out = "";
  const last = Math.min(end, start + most);
  for (let i = start; i < last; i++) out += hex2(u8(bytes, i));
  return last < end ? `${out}…` : out;
}
