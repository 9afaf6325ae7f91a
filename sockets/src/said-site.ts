/**
 * Call sites that say which they are. To ask V8 where a call was made costs more than the call itself, so a host that
 * has the user's code in hand before it runs may write
 *
 *     client.send(data, ...site(7, "send", client))     for     client.send(data)
 *
 * which passes no argument more. V8 is asked at a site's first call, and its answer is kept for the later ones.
 * A site is believed only where nothing can lie between its word and the call: the receiver is the one it named, the
 * method that asks is the one it named, and the receiver has that method from this package and not from a subclass.
 */
import { type Source, tracer } from "./tracer.ts";

/** The methods that listen. */
export const sitedMethods = ["send", "sendall", "sendto", "recv", "recvfrom", "recv_into"] as const;
export type SitedMethod = (typeof sitedMethods)[number];

export type Site = { readonly method: SitedMethod; source: Source | null };

let said: Site | null = null;
let sayer: unknown = null;

/** The `site` of one module, whose sites have numbers of their own. The empty array that it returns is to be spread. */
export function siteOfModule(): (number: number, method: SitedMethod, receiver: unknown) => never[] {
  const sites: Site[] = [];
  return (number, method, receiver) => {
    if (tracer() !== null) {
      said = sites[number] ??= { method, source: null };
      sayer = receiver;
    }
    // A fresh one: V8 spreads what it sees being made for nothing, and walks any other.
    return [];
  };
}

/** The site that `receiver`'s `method` is being called from, or null if it has not said so. `own` is the package's method. */
export function saidSite(
  method: SitedMethod,
  receiver: Record<SitedMethod, unknown>,
  own: unknown,
): Site | null {
  const site = said;
  if (site === null) return null;
  said = null;
  return sayer === receiver && site.method === method && receiver[method] === own ? site : null;
}

/** V8's answer for a site, kept if the site has said itself. */
export function learned(site: Site | null, source: Source | null): Source | null {
  if (site !== null) site.source = source;
  return source;
}
