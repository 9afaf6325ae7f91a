/** Names of conversations and of their directions, the same whether they come from a packet or from a call's flow. */

import { hostAddress } from "../../../protocol/host-address.ts";
import type { Endpoint, Flow } from "../../../protocol/lab-event.ts";
import type { Host } from "../../../protocol/names.ts";

export type End = { address: string; port: number | null };

/** `10.0.0.2:8080`, `[::1]:8080`, or the bare address where there is no port. */
export function endText(end: End): string {
  if (end.port === null) return end.address;
  return end.address.includes(":") ? `[${end.address}]:${end.port}` : `${end.address}:${end.port}`;
}

/** One direction: who speaks, to whom. */
export const directionKey = (protocol: string, from: End, to: End): string =>
  `${protocol} ${endText(from)}>${endText(to)}`;

/** The conversation, whoever speaks. */
export function connectionKey(protocol: string, one: End, other: End): string {
  const [a, b] = [endText(one), endText(other)].sort();
  return `${protocol} ${a} ${b}`;
}

/** A port of a host, to which datagrams come from anywhere. */
export const portKey = (host: Host, port: number | null): string => `udp ${host}:${port}`;

/** IPv4 addresses that a dual-stack socket writes as IPv6. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, "");

export type FlowEnds = { local: End; remote: End };

/** A flow's two ends; an unbound local address is the one the host would send from. Null without a remote end or port. */
export function flowEnds(flow: Flow, host: Host): FlowEnds | null {
  const end = (endpoint: Endpoint): End | null =>
    typeof endpoint === "string" ? null : { address: plain(endpoint[0]), port: endpoint[1] };
  const local = end(flow.local);
  const remote = flow.remote === null ? null : end(flow.remote);
  if (!local || !remote) return null;
  if (local.address === "0.0.0.0" || local.address === "::" || local.address === "") {
    local.address = remote.address.startsWith("127.")
      ? "127.0.0.1"
      : remote.address === "::1"
        ? "::1"
        : hostAddress[host];
  }
  return { local, remote };
}
