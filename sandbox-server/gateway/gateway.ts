import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { answerHeaders } from "./answer-headers.ts";

/**
 * The one door of the site: it owns the public port and hands each request on.
 * `/lab` upgrades and the health pages go to the sandbox server, over a Unix socket, since that process has no
 * network of the host's at all; everything else goes to the pages. On the way in it changes nothing but `x-forwarded-for`; on the way out it adds what
 * every answer tells a browser to refuse (answer-headers.ts).
 */
export type GatewayOptions = {
  /** Where the pages are served, on 127.0.0.1. */
  pagePort: number;
  /** The sandbox server's Unix socket. */
  labSocket: string;
  /** Believe the last `x-forwarded-for` entry, because a proxy of ours stands in front. */
  trustProxy: boolean;
};

const labPaths = new Set(["/lab", "/healthz", "/readyz", "/metrics"]);
/** Headers that a client must not be able to set for the servers behind. */
const ownHeaders = new Set([
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "forwarded",
]);

export function createGateway(options: GatewayOptions): Server {
  const agent = new Agent({ keepAlive: true });
  const isLab = (message: IncomingMessage) => labPaths.has((message.url ?? "/").split("?", 1)[0] ?? "/");
  /** A request names a Unix socket `socketPath`, a plain connection `path`. */
  const target = (message: IncomingMessage) =>
    isLab(message)
      ? { socketPath: options.labSocket, path: options.labSocket }
      : { host: "127.0.0.1", port: options.pagePort };

  const forward = (incoming: IncomingMessage, outgoing: ServerResponse, kept: boolean): void => {
    const onward = request({
      ...target(incoming),
      agent: kept && agent,
      method: incoming.method,
      path: incoming.url,
      setHost: false,
      headers: forwardedHeaders(incoming, options.trustProxy),
    });
    onward.on("response", (response) => {
      const status = response.statusCode ?? 502;
      outgoing.writeHead(status, answerHeaders(status, response.rawHeaders));
      response.pipe(outgoing);
      // A reply cut short must not look whole to the browser.
      response.on("aborted", () => outgoing.destroy());
    });
    onward.on("error", () => {
      // A kept connection may be given up by the pages just as it is used again. Where nothing was to be done, only
      // told, it is asked anew: a page that lacks one of its scripts never comes to life.
      const again = onward.reusedSocket && (incoming.method === "GET" || incoming.method === "HEAD");
      if (again && !outgoing.headersSent && !outgoing.destroyed) forward(incoming, outgoing, false);
      else unavailable(outgoing);
    });
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  };
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 60_000 }, (incoming, outgoing) => {
    if (readable(incoming.url ?? "/")) forward(incoming, outgoing, !isLab(incoming));
    else say(outgoing, 400, "This address cannot be read: a % in it stands for no letter.\n");
  });

  server.on("upgrade", (incoming: IncomingMessage, browser: Duplex, head: Buffer) => {
    const onward: Socket = connect(target(incoming), () => {
      onward.write(requestHead(incoming, options.trustProxy));
      if (head.length > 0) onward.write(head);
      browser.pipe(onward).pipe(browser);
    });
    onward.on("error", () => refuseUpgrade(browser));
    browser.on("error", () => onward.destroy());
    browser.on("close", () => onward.destroy());
    onward.on("close", () => browser.destroy());
  });

  return server;
}

function clientAddress(incoming: IncomingMessage, trustProxy: boolean): string {
  const told = [incoming.headers["x-forwarded-for"]].flat().join(",").split(",").at(-1)?.trim();
  return (trustProxy && told) || incoming.socket.remoteAddress || "unknown";
}

/** Name, value, name, value: as the client sent them, so that repeated headers and their order survive. */
function forwardedHeaders(incoming: IncomingMessage, trustProxy: boolean): string[] {
  const kept = incoming.rawHeaders.flatMap((name, index, all) =>
    index % 2 === 0 && !ownHeaders.has(name.toLowerCase()) ? [name, all[index + 1] ?? ""] : [],
  );
  return [...kept, "x-forwarded-for", clientAddress(incoming, trustProxy)];
}

function requestHead(incoming: IncomingMessage, trustProxy: boolean): string {
  const headers = forwardedHeaders(incoming, trustProxy);
  const lines = headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1]}`] : []));
  return [`${incoming.method} ${incoming.url} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}

function unavailable(outgoing: ServerResponse): void {
  if (outgoing.headersSent) return void outgoing.destroy();
  say(outgoing, 503, "This part of the site is starting or away. Try again in a moment.\n", [
    "retry-after",
    "2",
  ]);
}

function say(outgoing: ServerResponse, status: number, text: string, headers: readonly string[] = []): void {
  outgoing.writeHead(
    status,
    answerHeaders(status, ["content-type", "text/plain; charset=utf-8", ...headers]),
  );
  outgoing.end(text);
}

/** The pages would take an address that they cannot decode for a fault of their own. */
function readable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

function refuseUpgrade(browser: Duplex): void {
  if (browser.writable)
    browser.end(
      "HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
    );
}
