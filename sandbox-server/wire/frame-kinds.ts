/** Frames that the wire treats apart, told by a few bytes: this is asked of every frame. */

const etherTypeAt = 12;
const arp = 0x0806;
const ipv6 = 0x86dd;
/** In IPv6: where the next header's number stands, and where the first header after the fixed one begins. */
const nextHeaderAt = 20;
const firstHeaderAt = 54;
const hopByHop = 0;
const icmpv6 = 58;

const etherType = (bytes: Uint8Array): number =>
  ((bytes[etherTypeAt] ?? 0) << 8) | (bytes[etherTypeAt + 1] ?? 0);

/**
 * ARP and neighbour discovery: never held. The kernel gives an address up after three unanswered questions, a second
 * apart, and no learner lets packets through that fast.
 */
export function isNeighbourTalk(bytes: Uint8Array): boolean {
  const type = etherType(bytes);
  if (type === arp) return true;
  const message = bytes[firstHeaderAt] ?? 0;
  return type === ipv6 && bytes[nextHeaderAt] === icmpv6 && message >= 133 && message <= 137;
}

/**
 * A host's report that it listens to its own solicited-node group (MLDv2): the kernel sends it once an address is
 * set, no sysctl stops it, and no program caused it. Carried, not shown. Reports of any other group are shown.
 * The frame begins at `start`.
 */
export function isOwnAddressReport(bytes: Uint8Array, start: number): boolean {
  if (bytes[start + etherTypeAt] !== ipv6 >> 8 || bytes[start + etherTypeAt + 1] !== (ipv6 & 255))
    return false;
  const header = start + firstHeaderAt;
  if (bytes[start + nextHeaderAt] !== hopByHop || bytes[header] !== icmpv6 || bytes[header + 1] !== 0)
    return false;
  const report = header + 8;
  if (bytes[report] !== 143) return false;
  const records = ((bytes[report + 6] ?? 0) << 8) | (bytes[report + 7] ?? 0);
  let at = report + 8;
  for (let i = 0; i < records; i++) {
    if (!isSolicitedNode(bytes, at + 4)) return false;
    const sources = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    at += 20 + sources * 16 + (bytes[at + 1] ?? 0) * 4;
  }
  return records > 0 && at <= bytes.length;
}

/** ff02::1:ff00:0/104 */
const solicitedNode = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff];
const isSolicitedNode = (bytes: Uint8Array, at: number): boolean =>
  solicitedNode.every((byte, i) => bytes[at + i] === byte);
