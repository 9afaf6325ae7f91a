"use client";

/** A peer driven by hand on host `lab`: connect or listen, say anything in any shape, and see what comes. */
import { useId, useState } from "react";
import type { AssistantAct } from "../../protocol/client-message.ts";
import { limits } from "../../protocol/limits.ts";
import { toBase64 } from "../controls/base64.ts";
import { Button } from "../controls/button.tsx";
import { Choice } from "../controls/choice.tsx";
import { fieldLook } from "../controls/field.ts";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { AssistantLog } from "./assistant-log.tsx";
import type { AssistantState } from "./assistant-state.ts";
import { Composer } from "./composer.tsx";
import { DifficultShelf } from "./difficult-shelf.tsx";
import { type Draft, roles } from "./draft.ts";
import { fileChunks } from "./file-chunks.ts";

export function AssistantPanel(props: {
  state: AssistantState;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  onAct: (act: AssistantAct) => void;
  disabled?: boolean;
  /** A check has the lab to itself. */
  checking?: boolean;
}) {
  const all = useWords().words;
  const words = all.assistant;
  const id = useId();
  const { state, draft, onAct } = props;
  const [wrong, setWrong] = useState<string | null>(null);
  const change = (part: Partial<Draft>) => props.onDraft({ ...draft, ...part });
  const [protocol, does] = draft.role.split("-") as ["tcp" | "udp", "connect" | "listen"];
  const idle = state.listening === null && state.connections.length === 0;
  const to = draft.to !== null && state.connections.some((each) => each.id === draft.to) ? draft.to : null;

  const send = (bytes: Uint8Array, plain = false) =>
    onAct({
      act: "send",
      to,
      data: toBase64(bytes),
      split: plain ? 0 : draft.split,
      gapMs: plain ? 0 : draft.gapMs,
      times: plain ? 1 : draft.times,
      everyMs: plain ? 0 : draft.everyMs,
    });

  return (
    <section aria-label={words.title} className="@container flex min-h-full flex-col text-[12.5px]">
      <form
        className="flex flex-wrap items-center gap-2 border-line border-b px-3.5 py-2"
        onSubmit={(event) => {
          event.preventDefault();
          // A lab that has opened since knows nothing of what is chosen here.
          if (idle) onAct({ act: "answer", how: draft.answer, data: draft.answerData });
          onAct({ act: does, protocol, port: draft.port, encoding: draft.encoding });
        }}
      >
        <Choice
          legend={words.role}
          value={draft.role}
          onChange={(role) => change({ role })}
          options={roles.map((role) => ({
            value: role,
            label: words.roles[role],
            title: words.roleAbout[role],
          }))}
        />
        <label className="flex items-center gap-1.5 text-muted" htmlFor={`${id}-port`}>
          <span className="font-mono text-[12px]">{does === "connect" ? "10.0.0.2 :" : "10.0.0.1 :"}</span>
          <input
            id={`${id}-port`}
            aria-label={words.port}
            type="number"
            min={1}
            max={65_535}
            required
            value={draft.port || ""}
            onChange={(event) => change({ port: event.currentTarget.valueAsNumber || 0 })}
            className={`${fieldLook} w-[4.75rem] font-mono`}
          />
        </label>
        <Choice
          legend={words.encoding}
          value={draft.encoding}
          onChange={(encoding) => change({ encoding })}
          options={[
            { value: "utf-8", label: "UTF-8" },
            { value: "gbk", label: "GBK" },
          ]}
        />
        <Button type="submit" look="primary" disabled={props.disabled}>
          {words[does]}
        </Button>
        {!idle && (
          <Button disabled={props.disabled} onClick={() => onAct({ act: "quit" })}>
            {words.quit}
          </Button>
        )}
      </form>

      <div role="status" className="flex flex-col gap-1.5 border-line border-b px-3.5 py-2 empty:hidden">
        {wrong && <span className="text-rst">✗ {wrong}</span>}
        {state.listening && (
          <span className="text-muted">
            <span aria-hidden className="mr-1.5 inline-block size-2 rounded-full bg-ok" />
            {fill(words.listening, {
              protocol: state.listening.protocol.toUpperCase(),
              port: state.listening.port,
              n: state.connections.length,
            })}
          </span>
        )}
        {(props.checking || (idle && !wrong)) && (
          <span className="text-muted">{props.checking ? all.checks.busy : words.idle}</span>
        )}
        {state.connections.length > 0 && (
          <fieldset className="m-0 flex min-w-0 flex-wrap items-center gap-1.5 border-0 p-0">
            <legend className="sr-only">{words.speakTo}</legend>
            <span className="flex max-h-[5.5rem] min-w-0 flex-wrap gap-1.5 overflow-y-auto p-px">
              {state.connections.length > 1 && (
                <ConnectionChip
                  name={id}
                  label={words.everyone}
                  on={to === null}
                  onPick={() => change({ to: null })}
                />
              )}
              {state.connections.slice(0, 40).map((connection) => (
                <ConnectionChip
                  key={connection.id}
                  name={id}
                  label={connection.id}
                  on={to === connection.id || state.connections.length === 1}
                  note={
                    connection.ended.ours && connection.ended.theirs
                      ? words.bothEnded
                      : connection.ended.ours
                        ? words.weEnded
                        : connection.ended.theirs
                          ? words.theyEnded
                          : null
                  }
                  onPick={() => change({ to: connection.id })}
                />
              ))}
              {state.connections.length > 40 && (
                <span className="text-muted">{fill(words.more, { n: state.connections.length - 40 })}</span>
              )}
            </span>
            <span className="ml-auto flex gap-1.5">
              <Button
                title={words.halfCloseAbout}
                disabled={props.disabled || state.connections.every((each) => each.protocol === "udp")}
                onClick={() => onAct({ act: "half-close", to })}
              >
                {words.halfClose}
              </Button>
              <Button
                title={words.closeAbout}
                disabled={props.disabled}
                onClick={() => onAct({ act: "close", to })}
              >
                {words.close}
              </Button>
              <Button
                look="danger"
                title={words.resetAbout}
                disabled={props.disabled || state.connections.every((each) => each.protocol === "udp")}
                onClick={() => onAct({ act: "reset", to })}
              >
                {words.reset}
              </Button>
            </span>
          </fieldset>
        )}
      </div>

      <Composer
        draft={draft}
        onChange={change}
        disabled={props.disabled || state.connections.length === 0}
        onSend={(bytes) => send(bytes)}
        onFile={async (file) => {
          const { fileBytes } = limits.assistant;
          if (file.size > fileBytes) return setWrong(fill(words.fileTooLarge, { n: fileBytes / 1024 }));
          setWrong(null);
          for (const piece of fileChunks(new Uint8Array(await file.arrayBuffer()))) send(piece, true);
        }}
        onAnswer={(how, bytes) => {
          const data = toBase64(bytes);
          change({ answer: how, answerData: data });
          onAct({ act: "answer", how, data });
        }}
      />
      <AssistantLog
        entries={state.entries}
        encoding={draft.encoding}
        hex={draft.hex}
        onHex={(hex) => change({ hex })}
        onAgain={
          props.disabled || state.connections.length === 0
            ? null
            : (data) => onAct({ act: "send", to, data, split: 0, gapMs: 0, times: 1, everyMs: 0 })
        }
      />
      <DifficultShelf
        port={draft.port}
        disabled={props.disabled || !isPort(draft.port)}
        onSet={(peer) => onAct({ act: "difficult", port: draft.port, peer })}
      />
    </section>
  );
}

const isPort = (port: number) => Number.isInteger(port) && port >= 1 && port <= 65_535;

function ConnectionChip(props: {
  name: string;
  label: string;
  on: boolean;
  note?: string | null;
  onPick: () => void;
}) {
  return (
    <label className="inline-flex cursor-pointer items-center gap-1.5 rounded-full border border-line px-2 py-0.5 font-mono text-[11.5px] text-muted has-checked:border-lab has-checked:text-lab has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <input type="radio" name={props.name} className="sr-only" checked={props.on} onChange={props.onPick} />
      {props.label}
      {props.note && <span className="font-sans text-[11px] text-fin">{props.note}</span>}
    </label>
  );
}
