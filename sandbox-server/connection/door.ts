/** Who may come in: looks at a request for a lab before it becomes a WebSocket. */
import type { IncomingMessage } from "node:http";

export type DoorOptions = {
  /** Host names that the site is known by; a name without a port allows any port. */
  allowedHosts: readonly string[];
};

/** Names of this machine itself, allowed on any port. */
const localNames = ["localhost", "127.0.0.1", "[::1]"];

/** ALLOWED_HOSTS (with commas) and HOST, as `npm start` documents them. */
export function allowedHostsFrom(env: Readonly<Record<string, string | undefined>>): string[] {
  const named = (env.ALLOWED_HOSTS ?? "").split(",").map((name) => name.trim().toLowerCase());
  const host = env.HOST?.toLowerCase();
  const bound = host === undefined ? "" : host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return [...localNames, ...named, bound].filter((name) => name !== "");
}

const nameOf = (host: string) => host.replace(/:\d+$/, "");

/**
 * Null when the request may become a lab's WebSocket, otherwise the status to refuse it with and why.
 * The Host must be a name of ours (a rebound DNS name is not), and the Origin a page of that very host: browsers
 * send cookies nowhere here, but they would let any page of the web drive a lab.
 */
export function refuseAtDoor(
  request: Pick<IncomingMessage, "method" | "url" | "headers">,
  { allowedHosts }: DoorOptions,
): { status: 403 | 404 | 405; why: string } | null {
  const path = (request.url ?? "").split("?", 1)[0];
  if (path !== "/lab") return { status: 404, why: "path" };
  if (request.method !== "GET") return { status: 405, why: "method" };
  const host = request.headers.host?.toLowerCase() ?? "";
  if (!allowedHosts.some((name) => name === host || name === nameOf(host)))
    return { status: 403, why: "host" };
  const { origin } = request.headers;
  if (origin === undefined || !URL.canParse(origin)) return { status: 403, why: "origin" };
  const from = new URL(origin);
  if (from.protocol !== "http:" && from.protocol !== "https:") return { status: 403, why: "origin" };
  // A URL leaves out its protocol's own port; a Host header may name it.
  const ports = from.protocol === "https:" ? ":443" : ":80";
  if (from.host !== host && `${from.host}${ports}` !== host) return { status: 403, why: "origin" };
  return null;
}

/** The page's address as the gateway tells it: the last one it added itself. */
export function addressOf(request: Pick<IncomingMessage, "headers">): string {
  const told = [request.headers["x-forwarded-for"]].flat().join(",").split(",").at(-1)?.trim();
  return told === undefined || told === "" ? "unknown" : told;
}
