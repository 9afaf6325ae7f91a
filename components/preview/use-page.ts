"use client";

/** Loads a page from the learner's server: the document first, then the style sheets and pictures it names. */
import { useEffect, useMemo } from "react";
import { fromBase64, toBase64 } from "../controls/base64.ts";
import { buildRequest, type RequestParts } from "./build-request.ts";
import { contentKind, textOf } from "./content-type.ts";
import { type HttpResponse, headerOf, parseResponse } from "./http-response.ts";
import { type PageParts, pageParts, previewDocument } from "./preview-document.ts";
import type { Exchange, PreviewState } from "./preview-state.ts";

/** One page that was asked for: its own request, and those of its resources by path. */
export type Visit = {
  id: string;
  request: RequestParts;
  resources: Readonly<Record<string, string>>;
};

export type Ask = (preview: string, port: number, request: string) => boolean;

export function newVisit(request: RequestParts): Visit {
  return { id: `p${Date.now().toString(36)}`, request, resources: {} };
}

export type Page = {
  exchange: Exchange;
  response: HttpResponse;
  shown: ReturnType<typeof contentKind>["shown"];
  mime: string;
  parts: PageParts;
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
    const text = readable ? textOf(response.body, kind.charset) : null;
    const none: PageParts = { resources: [], links: [] };
    const parts = kind.shown === "html" && text !== null ? pageParts(text, visit.request.path) : none;
    return { exchange, response, kind, text, parts };
  }, [visit, exchange]);

  useEffect(() => {
    if (!visit || !main) return;
    const missing = main.parts.resources.filter((path) => visit.resources[path] === undefined);
    if (missing.length === 0) return;
    const resources = { ...visit.resources };
    for (const path of missing) {
      const id = `${visit.id}x${Object.keys(resources).length.toString(36)}`;
      const request = buildRequest({ ...visit.request, method: "GET", path, headers: "", body: "" });
      if (ask(id, visit.request.port, toBase64(request))) resources[path] = id;
    }
    if (Object.keys(resources).length > Object.keys(visit.resources).length) onVisit({ ...visit, resources });
  }, [visit, main, ask, onVisit]);

  return useMemo(() => {
    if (!visit || !main) return null;
    const resource = (path: string) => {
      const got = state.exchanges.get(visit.resources[path] ?? "");
      if (!got) return null;
      const response = parseResponse(fromBase64(got.response));
      if (response.status !== null && response.status >= 400) return null;
      const kind = contentKind(headerOf(response, "content-type"), response.body);
      // As a browser would with nosniff: a picture must say that it is one, a style sheet too.
      if (kind.shown === "image") return { picture: `data:${kind.mime};base64,${toBase64(response.body)}` };
      if (kind.mime === "text/css") return { css: textOf(response.body, kind.charset) };
      return null;
    };
    const { exchange: mainExchange, response, kind, text, parts } = main;
    return {
      exchange: mainExchange,
      response,
      shown: kind.shown,
      mime: kind.mime,
      parts,
      text,
      document:
        kind.shown === "html" && text !== null ? previewDocument(text, visit.request.path, resource) : null,
      picture:
        kind.shown === "image" && response.body.length > 0
          ? `data:${kind.mime};base64,${toBase64(response.body)}`
          : null,
    };
  }, [visit, main, state.exchanges]);
}
