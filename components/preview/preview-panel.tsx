"use client";

/** What the learner's HTTP server on 10.0.0.2 returns: as a page in a sealed frame, and as the text that crossed the wire. */
import { useId, useState } from "react";
import { limits } from "../../protocol/limits.ts";
import { fromBase64 } from "../controls/base64.ts";
import { Button } from "../controls/button.tsx";
import { Choice } from "../controls/choice.tsx";
import { fieldLook } from "../controls/field.ts";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { buildRequest, type RequestParts } from "./build-request.ts";
import { ExchangeText } from "./exchange-text.tsx";
import { parseResponse } from "./http-response.ts";
import type { PreviewState } from "./preview-state.ts";
import type { Page, Visit } from "./use-page.ts";

/** Shown of an answer's problems, and of a link's address where the mouse rests. */
const mostProblems = 12;
const mostTitle = 300;

export function PreviewPanel(props: {
  request: RequestParts;
  onRequest: (request: RequestParts) => void;
  visit: Visit | null;
  page: Page | null;
  state: PreviewState;
  onGo: (request: RequestParts) => void;
  disabled?: boolean;
}) {
  const words = useWords().words.preview;
  const id = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  const { request, visit, page } = props;
  const change = (part: Partial<RequestParts>) => props.onRequest({ ...request, ...part });
  const asked = visit
    ? [{ id: visit.id, path: visit.request.path, method: visit.request.method }].concat(
        Object.entries(visit.parts).map(([path, each]) => ({ id: each, path, method: "GET" })),
      )
    : [];
  const shownId = asked.some((each) => each.id === chosen) ? chosen : (visit?.id ?? null);
  const exchange = shownId ? props.state.exchanges.get(shownId) : undefined;
  const { sendBytes } = limits.assistant;
  const ended = page?.exchange.ended;
  const sent = ended !== undefined && ended !== "refused" && ended !== "busy";
  const links = page?.redirect == null ? (page?.links ?? []) : [{ path: page.redirect, text: page.redirect }];
  const tooLarge = buildRequest(request).length > sendBytes;

  return (
    <section aria-label={words.title} className="@container flex min-h-full flex-col text-[12.5px]">
      <form
        className="flex flex-col gap-2 border-line border-b px-3.5 py-2"
        onSubmit={(event) => {
          event.preventDefault();
          props.onGo(request);
        }}
      >
        <div className="flex flex-wrap items-center gap-1.5">
          <select
            aria-label={words.method}
            className={`${fieldLook} max-w-[5.25rem] font-mono`}
            value={request.method}
            onChange={(event) => change({ method: event.currentTarget.value })}
          >
            {["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"].map((method) => (
              <option key={method}>{method}</option>
            ))}
          </select>
          <span className="font-mono text-[12px] text-muted">
            http://<span className="text-you">10.0.0.2</span>:
          </span>
          <input
            aria-label={words.port}
            type="number"
            min={1}
            max={65_535}
            required
            value={request.port || ""}
            onChange={(event) => change({ port: event.currentTarget.valueAsNumber || 0 })}
            className={`${fieldLook} w-[4.25rem] font-mono`}
          />
          <input
            aria-label={words.path}
            value={request.path}
            spellCheck={false}
            autoCapitalize="off"
            onChange={(event) => change({ path: event.currentTarget.value })}
            className={`${fieldLook} min-w-12 flex-1 basis-12 font-mono`}
          />
          <Button look="primary" type="submit" disabled={props.disabled || tooLarge}>
            {words.go}
          </Button>
        </div>
        <details>
          <summary className="cursor-pointer text-muted">{words.more}</summary>
          <div className="mt-2 grid gap-2">
            <label className="grid gap-1 text-muted" htmlFor={`${id}-headers`}>
              {words.headers}
              <textarea
                id={`${id}-headers`}
                rows={2}
                spellCheck={false}
                value={request.headers}
                placeholder={"Accept-Language: zh\nConnection: keep-alive"}
                onChange={(event) => change({ headers: event.currentTarget.value })}
                className={`${fieldLook} resize-y py-1 font-mono`}
              />
            </label>
            <label className="grid gap-1 text-muted" htmlFor={`${id}-body`}>
              {words.body}
              <textarea
                id={`${id}-body`}
                rows={2}
                spellCheck={false}
                value={request.body}
                onChange={(event) => change({ body: event.currentTarget.value })}
                className={`${fieldLook} resize-y py-1 font-mono`}
              />
            </label>
          </div>
        </details>
      </form>

      <p
        role="status"
        className="m-0 px-3.5 py-1.5 text-[12px] text-muted [overflow-wrap:anywhere] empty:hidden"
      >
        {tooLarge && (
          <span className="block text-rst">✗ {fill(words.tooLarge, { n: sendBytes / 1024 })}</span>
        )}
        {visit === null ? (
          words.nothingYet
        ) : page === null ? (
          words.waiting
        ) : page.exchange.ended === "refused" ? (
          <span className="text-rst">✗ {fill(words.refused, { port: visit.request.port })}</span>
        ) : page.exchange.ended === "busy" ? (
          <span className="text-rst">✗ {words.ended.busy}</span>
        ) : null}
        {page && page.response.status !== null && (
          <>
            <strong className={page.response.status < 400 ? "text-ok" : "text-rst"}>
              {page.response.status} {page.response.reason}
            </strong>{" "}
            · {page.mime} · {fill(words.bytes, { n: page.response.body.length })} ·{" "}
            {words.framings[page.response.framing]}
          </>
        )}
        {ended && ended !== "close" && ended !== "refused" && ended !== "busy" && (
          <span className="block text-fin">{words.ended[ended]}</span>
        )}
      </p>
      {page && sent && page.response.problems.length > 0 && (
        <ul className="m-0 list-none mx-3.5 flex flex-col gap-1 border-rst border-l-2 py-1 pl-3 text-[12px] text-rst leading-snug [overflow-wrap:anywhere]">
          {page.response.problems.slice(0, mostProblems).map((problem, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the problems of one answer never move
            <li key={place}>{fill(words.problems[problem.code], problem)}</li>
          ))}
          {page.response.problems.length > mostProblems && (
            <li>{fill(words.moreProblems, { n: page.response.problems.length - mostProblems })}</li>
          )}
        </ul>
      )}

      {page?.document != null && (
        <iframe
          title={words.frame}
          sandbox=""
          srcDoc={page.document}
          referrerPolicy="no-referrer"
          className="mx-3.5 my-2 h-72 flex-none resize-y overflow-auto rounded-[7px] border border-line bg-white [color-scheme:light]"
        />
      )}
      {page?.picture != null && (
        // biome-ignore lint/performance/noImgElement: a picture out of the learner's program, held in the page
        <img
          src={page.picture}
          alt={words.picture}
          className="mx-3.5 my-2 max-h-72 self-start rounded-[7px] border border-line object-contain"
        />
      )}
      {page && page.document === null && page.picture === null && page.text !== null && page.text !== "" && (
        <pre className="mx-3.5 my-2 max-h-72 overflow-auto rounded-[7px] border border-line bg-bg p-2.5 font-mono text-[12px] whitespace-pre-wrap [overflow-wrap:anywhere]">
          {page.text}
        </pre>
      )}
      {visit !== null && links.length > 0 && (
        <p className="m-0 flex flex-wrap items-center gap-1.5 px-3.5 pb-2 text-[12px] text-muted">
          {page?.redirect == null ? words.links : words.redirect}
          {links.map((link) => {
            // The server that the page came from, whatever stands in the address bar by now.
            const onward = { ...visit.request, method: "GET", path: link.path, body: "" };
            return (
              <Button
                key={link.path}
                disabled={props.disabled || buildRequest(onward).length > sendBytes}
                title={link.path.slice(0, mostTitle)}
                className="max-w-full"
                onClick={() => props.onGo(onward)}
              >
                <bdi className="truncate">{link.text.slice(0, mostTitle)}</bdi>
              </Button>
            );
          })}
        </p>
      )}

      {/* What was refused or never sent carried nothing, so there is nothing to show of it. */}
      {sent && (
        <div className="flex min-h-0 flex-1 flex-col border-line border-t">
          {asked.length > 1 && (
            <div className="px-3.5 pt-2">
              <Choice
                legend={words.requests}
                value={shownId ?? ""}
                onChange={setChosen}
                options={asked.map((each) => ({
                  value: each.id,
                  label: (
                    <span className="font-mono">
                      <bdi
                        className="inline-block max-w-48 truncate align-bottom"
                        title={each.path.slice(0, mostTitle)}
                      >
                        {each.path}
                      </bdi>{" "}
                      <StatusOf state={props.state} id={each.id} />
                    </span>
                  ),
                }))}
              />
            </div>
          )}
          {exchange ? (
            <ExchangeText exchange={exchange} />
          ) : (
            <p className="m-0 px-3.5 py-2 text-muted">{words.waiting}</p>
          )}
        </div>
      )}
    </section>
  );
}

function StatusOf(props: { state: PreviewState; id: string }) {
  const exchange = props.state.exchanges.get(props.id);
  if (!exchange) return <span className="text-muted">…</span>;
  const { status } = parseResponse(fromBase64(exchange.response));
  return <span className={status !== null && status < 400 ? "text-ok" : "text-rst"}>{status ?? "✗"}</span>;
}
