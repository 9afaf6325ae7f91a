"use client";

/** Loads a page from the learner's server: the document first, then what it names, then what its style sheets name. */
import { useEffect, useMemo } from "react";
import { limits } from "../../protocol/limits.ts";
import { fromBase64, toBase64 } from "../controls/base64.ts";
import { buildRequest, type RequestParts } from "./build-request.ts";
import { contentKind, textOf } from "./content-type.ts";
import { type HttpResponse, headerOf, parseResponse } from "./http-response.ts";
import type { PageSource } from "./page-source.ts";
import { type PageLink, previewDocument } from "./preview-document.ts";
import type { Exchange, PreviewState } from "./preview-state.ts";
import { resolvePath } from "./resolve-path.ts";

/** One page that was asked for: its own request, and those of its parts by path. */
export type Visit = {
  id: string;
  /** The lab that was asked; another one knows nothing of it. */
  lab: string;
  request: RequestParts;
  parts: Readonly<Record<string, string>>;
};

export type Ask = (preview: string, port: number, request: string) => boolean;

export function newVisit(lab: string, request: RequestParts): Visit {
  // Two may be asked for within a millisecond.
  const tail = Math.floor(Math.random() * 36 ** 4).toString(36);
  return { id: `p${Date.now().toString(36)}${tail}`, lab, request, parts: {} };
}

export type Page = {
  exchange: Exchange;
  response: HttpResponse;
  shown: ReturnType<typeof contentKind>["shown"];
  mime: string;
  links: readonly PageLink[];
  /** Where on the learner's server a redirect leads. */
  redirect: string | null;
  /** For the frame's `srcdoc`, of an HTML answer. */
  document: string | null;
  text: string | null;
  /** A data URL, of a picture. */
  picture: string | null;
};

export function usePage(
  visit: Visit | null,
  state: PreviewState,
  ask: Ask,
  onVisit: (visit: Visit) => void,
): Page | null {
  const exchange = visit ? state.exchanges.get(visit.id) : undefined;
  const main = useMemo(() => {
    if (!visit || !exchange) return null;
    const response = parseResponse(fromBase64(exchange.response), visit.request.method);
    const kind = contentKind(headerOf(response, "content-type"), response.body);
    const readable = kind.shown === "html" || kind.shown === "text";
    return { exchange, response, kind, text: readable ? textOf(response.body, kind.charset) : null };
  }, [visit, exchange]);

  const page = useMemo(() => {
    if (!visit || !main) return null;
    const { response, kind, text } = main;
    const parts = pageParts(visit, state);
    const html = kind.shown === "html" ? text : null;
    const { path } = visit.request;
    const made = html === null ? null : previewDocument(html, path, parts.source);
    return {
      missing: parts.missing,
      exchange: main.exchange,
      response,
      shown: kind.shown,
      mime: kind.mime,
      text,
      document: made?.document ?? null,
      links: made?.links ?? [],
      redirect: redirectOf(response, path),
      picture: kind.shown === "image" && response.body.length > 0 ? dataUrl(kind.mime, response.body) : null,
    };
  }, [visit, main, state]);

  useEffect(() => {
    if (!visit || !page) return;
    const parts = { ...visit.parts };
    let open = Object.values(parts).filter((id) => !state.exchanges.has(id)).length;
    for (const path of page.missing) {
      const count = Object.keys(parts).length;
      if (count >= limits.preview.parts || open >= limits.preview.partsAtOnce) break;
      const request = buildRequest({ ...visit.request, method: "GET", path, headers: "", body: "" });
      if (request.length > limits.assistant.sendBytes) continue;
      open += 1;
      const id = `${visit.id}x${count.toString(36)}`;
      if (ask(id, visit.request.port, toBase64(request))) parts[path] = id;
    }
    if (Object.keys(parts).length > Object.keys(visit.parts).length) onVisit({ ...visit, parts });
  }, [visit, page, state, ask, onVisit]);

  return page;
}

function redirectOf(response: HttpResponse, path: string): string | null {
  const { status } = response;
  const to = status !== null && status >= 300 && status < 400 ? headerOf(response, "location") : null;
  return to === null ? null : (resolvePath(to, path)?.path ?? null);
}

/** What has come for the page's parts; `missing` gathers the paths that were looked for and not asked for yet. */
function pageParts(visit: Visit, state: PreviewState): { source: PageSource; missing: ReadonlySet<string> } {
  const missing = new Set<string>();
  let room: number = limits.preview.partCharacters;
  const fits = (text: string) => {
    if (text.length > room) return null;
    room -= text.length;
    return text;
  };
  const read = (path: string) => {
    const id = Object.hasOwn(visit.parts, path) ? visit.parts[path] : undefined;
    if (id === undefined) missing.add(path);
    const got = state.exchanges.get(id ?? "");
    if (!got) return null;
    const { status, headers, body } = parseResponse(fromBase64(got.response));
    if ((status !== null && status >= 400) || body.length === 0) return null;
    const { mime, charset, shown } = contentKind(headerOf({ headers }, "content-type"), body);
    return {
      mime,
      shown,
      text: once(() => textOf(body, charset)),
      url: once(() => dataUrl(shown === "image" ? mime : "application/octet-stream", body)),
    };
  };
  // A page may name one part thousands of times.
  const answers = new Map<string, ReturnType<typeof read>>();
  const answer = (path: string) => {
    const known = answers.get(path);
    if (known !== undefined) return known;
    const found = read(path);
    answers.set(path, found);
    return found;
  };
  // As a browser would with nosniff: a picture must say that it is one, a style sheet too. Fonts are taken as they
  // come: browsers ask for no type of theirs.
  const source: PageSource = {
    sheet(path) {
      const found = answer(path);
      return found?.mime === "text/css" ? fits(found.text()) : null;
    },
    picture(path) {
      const found = answer(path);
      return found?.shown === "image" ? fits(found.url()) : null;
    },
    file(path) {
      const found = answer(path);
      return found?.shown === "image" || found?.shown === "other" ? fits(found.url()) : null;
    },
  };
  return { source, missing };
}

/** What is made when it is asked for first. */
function once<Thing>(make: () => Thing): () => Thing {
  let made: { thing: Thing } | null = null;
  return () => {
    made ??= { thing: make() };
    return made.thing;
  };
}

const dataUrl = (mime: string, bytes: Uint8Array) => `data:${mime};base64,${toBase64(bytes)}`;
