"use client";

/** Loads a page from the learner's server: the document first, then what it names, then what its style sheets name. */
import { useEffect, useMemo } from "react";
import { limits } from "../../protocol/limits.ts";
import { fromBase64, toBase64 } from "../controls/base64.ts";
import { buildRequest, type RequestParts } from "./build-request.ts";
import { contentKind, textOf } from "./content-type.ts";
import { type HttpResponse, headerOf, parseResponse } from "./http-response.ts";
import type { PageSource } from "./page-source.ts";
import { type PageLink, pageLinks, previewDocument } from "./preview-document.ts";
import type { Exchange, PreviewState } from "./preview-state.ts";

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
  return { id: `p${Date.now().toString(36)}`, lab, request, parts: {} };
}

export type Page = {
  exchange: Exchange;
  response: HttpResponse;
  shown: ReturnType<typeof contentKind>["shown"];
  mime: string;
  links: readonly PageLink[];
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
    return {
      missing: parts.missing,
      exchange: main.exchange,
      response,
      shown: kind.shown,
      mime: kind.mime,
      text,
      document: html === null ? null : previewDocument(html, path, parts.source),
      links: html === null ? [] : pageLinks(html, path),
      picture: kind.shown === "image" && response.body.length > 0 ? dataUrl(kind.mime, response.body) : null,
    };
  }, [visit, main, state]);

  useEffect(() => {
    if (!visit || !page) return;
    const parts = { ...visit.parts };
    for (const path of page.missing) {
      const count = Object.keys(parts).length;
      if (count >= limits.preview.parts) break;
      const request = buildRequest({ ...visit.request, method: "GET", path, headers: "", body: "" });
      const id = `${visit.id}x${count.toString(36)}`;
      if (ask(id, visit.request.port, toBase64(request))) parts[path] = id;
    }
    if (Object.keys(parts).length > Object.keys(visit.parts).length) onVisit({ ...visit, parts });
  }, [visit, page, ask, onVisit]);

  return page;
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
  const answer = (path: string) => {
    const id = Object.hasOwn(visit.parts, path) ? visit.parts[path] : undefined;
    if (id === undefined) missing.add(path);
    const got = state.exchanges.get(id ?? "");
    if (!got) return null;
    const { status, headers, body } = parseResponse(fromBase64(got.response));
    if ((status !== null && status >= 400) || body.length === 0) return null;
    return { kind: contentKind(headerOf({ headers }, "content-type"), body), body };
  };
  // As a browser would with nosniff: a picture must say that it is one, a style sheet too. Fonts are taken as they
  // come: browsers ask for no type of theirs.
  const source: PageSource = {
    sheet(path) {
      const found = answer(path);
      return found?.kind.mime === "text/css" ? fits(textOf(found.body, found.kind.charset)) : null;
    },
    picture(path) {
      const found = answer(path);
      return found?.kind.shown === "image" ? fits(dataUrl(found.kind.mime, found.body)) : null;
    },
    file(path) {
      const found = answer(path);
      if (found?.kind.shown === "image") return fits(dataUrl(found.kind.mime, found.body));
      return found?.kind.shown === "other" ? fits(dataUrl("application/octet-stream", found.body)) : null;
    },
  };
  return { source, missing };
}

const dataUrl = (mime: string, bytes: Uint8Array) => `data:${mime};base64,${toBase64(bytes)}`;
