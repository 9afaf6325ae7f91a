/** Names of the numbers that headers carry, as IANA lists them; only those that a lab can meet. */

export const etherTypes: Readonly<Record<number, string>> = {
  2048: "IPv4",
  2054: "ARP",
  34525: "IPv6",
  33024: "802.1Q",
};

export const ipProtocols: Readonly<Record<number, string>> = {
  0: "hop-by-hop options",
  1: "ICMP",
  2: "IGMP",
  6: "TCP",
  17: "UDP",
  43: "routing header",
  44: "fragment header",
  47: "GRE",
  51: "authentication header",
  58: "ICMPv6",
  59: "no next header",
  60: "destination options",
  132: "SCTP",
  136: "UDP-Lite",
};

export const arpOperations: Readonly<Record<number, string>> = { 1: "request", 2: "reply" };

const unreachable4 = [
  "network unreachable",
  "host unreachable",
  "protocol unreachable",
  "port unreachable",
  "fragmentation needed",
  "source route failed",
];
const unreachable6 = [
  "no route",
  "administratively prohibited",
  "beyond scope",
  "address unreachable",
  "port unreachable",
];

const icmpTypes: Readonly<Record<number, string>> = {
  0: "echo reply",
  3: "destination unreachable",
  4: "source quench",
  5: "redirect",
  8: "echo request",
  9: "router advertisement",
  10: "router solicitation",
  11: "time exceeded",
  12: "parameter problem",
  13: "timestamp request",
  14: "timestamp reply",
};

const icmpv6Types: Readonly<Record<number, string>> = {
  1: "destination unreachable",
  2: "packet too big",
  3: "time exceeded",
  4: "parameter problem",
  128: "echo request",
  129: "echo reply",
  130: "multicast listener query",
  131: "multicast listener report",
  132: "multicast listener done",
  133: "router solicitation",
  134: "router advertisement",
  135: "neighbor solicitation",
  136: "neighbor advertisement",
  137: "redirect",
  143: "multicast listener report v2",
};

/** `port unreachable`, `echo request`, or `type 42 code 1`. */
export function icmpName(version: 4 | 6, type: number, code: number): string {
  if (version === 4 && type === 3) return unreachable4[code] ?? "destination unreachable";
  if (version === 6 && type === 1) return unreachable6[code] ?? "destination unreachable";
  const name = (version === 4 ? icmpTypes : icmpv6Types)[type];
  return name ?? `type ${type} code ${code}`;
}
