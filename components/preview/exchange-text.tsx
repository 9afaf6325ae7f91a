"use client";

/** Request and response as the text that crossed the wire, with line ends made visible where they matter. */
import { useMemo } from "react";
import { fromBase64 } from "../controls/base64.ts";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { contentKind } from "./content-type.ts";
import { headerOf, parseResponse } from "./http-response.ts";
import type { Exchange } from "./preview-state.ts";

/** Shown of a head and of a body; a head may be all lines. */
const mostText = 20_000;
const mostLines = 200;

export function ExchangeText(props: { exchange: Exchange }) {
  const words = useWords().words.preview;
  const { exchange } = props;
  const request = useMemo(() => fromBase64(exchange.request), [exchange.request]);
  const response = useMemo(() => fromBase64(exchange.response), [exchange.response]);
  const parsed = useMemo(() => parseResponse(response), [response]);
  const requestEnd = headEnd(request);
  const kind = contentKind(headerOf(parsed, "content-type"), parsed.body);
  const bodyReadable = kind.shown === "html" || kind.shown === "text";
  const body = response.subarray(parsed.headBytes);

  return (
    <div className="grid min-h-0 flex-1 content-start gap-x-3 gap-y-3 overflow-auto px-3.5 py-2 @md:grid-cols-2">
      <Part title={words.request} side="lab">
        <Head bytes={request.subarray(0, requestEnd)} />
        {new TextDecoder().decode(request.subarray(requestEnd)).slice(0, mostText)}
      </Part>
      <Part title={words.response} side="you">
        <Head bytes={response.subarray(0, parsed.headBytes)} />
        {bodyReadable ? (
          new TextDecoder().decode(body).slice(0, mostText)
        ) : body.length > 0 ? (
          <span className="text-muted">{fill(words.notText, { n: body.length })}</span>
        ) : null}
        {bodyReadable && body.length > mostText && <span className="text-muted"> …</span>}
      </Part>
    </div>
  );
}

function Part(props: { title: string; side: "you" | "lab"; children: React.ReactNode }) {
  return (
    <section className="min-w-0">
      <h2
        className={`m-0 mb-1 text-[11.5px] font-semibold ${props.side === "you" ? "text-you" : "text-lab"}`}
      >
        {props.title}
      </h2>
      <pre className="m-0 font-mono text-[11.5px] leading-[1.55] whitespace-pre-wrap [overflow-wrap:anywhere]">
        {props.children}
      </pre>
    </section>
  );
}

/** Head lines with `\r\n` shown faintly, since a missing one is what most often goes wrong. */
function Head(props: { bytes: Uint8Array }) {
  const text = new TextDecoder("latin1").decode(props.bytes.subarray(0, mostText));
  const all = text.split("\n");
  const lines = all.slice(0, mostLines);
  const cut = props.bytes.length > mostText || all.length > mostLines;
  return lines.map((line, place) => {
    const last = place === lines.length - 1;
    if (last && cut)
      return (
        <span key="cut" className="text-muted">
          {"…\n"}
        </span>
      );
    if (last && line === "") return null;
    const crlf = line.endsWith("\r");
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one text never move
      <span key={place}>
        {crlf ? line.slice(0, -1) : line}
        {!last && (
          <span className={`select-none ${crlf ? "text-muted" : "text-rst"}`} aria-hidden>
            {crlf ? "\\r\\n" : "\\n"}
          </span>
        )}
        {!last && "\n"}
      </span>
    );
  });
}

function headEnd(bytes: Uint8Array): number {
  for (let at = 3; at < bytes.length; at += 1)
    if (bytes[at] === 10 && bytes[at - 1] === 13 && bytes[at - 2] === 10) return at + 1;
  return bytes.length;
}
