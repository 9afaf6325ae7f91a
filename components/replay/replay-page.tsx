"use client";

/** Opens a recording (by its address, a file, or a pasted link) and plays it. Needs no sandbox server. */
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { Button } from "../controls/button.tsx";
import { fieldLook } from "../controls/field.ts";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { type Opened, openAddress, openFile } from "./open-recording.ts";
import { ReplayView } from "./replay-view.tsx";
import { readShareAddress, type ShareResult, shareProblem, shareRecording } from "./share-link.ts";

type Loaded = Extract<Opened, { ok: true }>["recording"];
type ShareProblem = Extract<ShareResult, { ok: false }>;

/** `titles` are the lessons' names, by slug. */
export function ReplayPage(props: { titles: Readonly<Record<string, string>> }) {
  const { words: all, locale } = useWords();
  const words = all.replay;
  const [loaded, setLoaded] = useState<{ recording: Loaded; count: number } | null>(null);
  const [problem, setProblem] = useState<Extract<Opened, { ok: false }> | null>(null);
  const [unshared, setUnshared] = useState<ShareProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const [dropping, setDropping] = useState(false);
  const count = useRef(0);

  const take = useCallback(async (opening: Promise<Opened>) => {
    count.current += 1;
    const turn = count.current;
    setBusy(true);
    const opened = await opening;
    // One that was asked for later counts, however slow the site was with this one.
    if (turn !== count.current) return;
    setBusy(false);
    setProblem(opened.ok ? null : opened);
    setUnshared(null);
    if (opened.ok) setLoaded({ recording: opened.recording, count: turn });
  }, []);

  useEffect(() => {
    const look = () => {
      const address = readShareAddress(location.hash);
      if (address) void take(openAddress(address));
    };
    look();
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, [take]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a file may also be chosen with the button
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setDropping(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setDropping(false);
        const file = event.dataTransfer.files[0];
        if (file) void take(openFile(file));
      }}
    >
      {loaded ? (
        <>
          <div className="flex flex-wrap items-center gap-2 border-line border-b bg-panel px-3 py-1.5 text-[12.5px]">
            <h1 className="m-0 flex min-w-0 flex-wrap gap-x-2 font-semibold text-[13px]">
              {(loaded.recording.lesson && props.titles[loaded.recording.lesson]) ?? words.ownRecording}
              <span className="font-normal text-muted">
                {fill(words.facts, {
                  files: Object.keys(loaded.recording.files).length,
                  events: loaded.recording.events.length,
                })}
              </span>
            </h1>
            <span className="flex-1" />
            <OpenHere take={take} busy={busy} />
            <Button
              onClick={async () => {
                const shared = await shareRecording(
                  { ...loaded.recording, events: [] },
                  "play",
                  locale,
                  location.origin,
                );
                if (shared.ok) location.assign(shared.url);
                else setUnshared(shared);
              }}
            >
              {words.toPlayground}
            </Button>
          </div>
          {problem && <Problem problem={problem} />}
          {unshared && <Told>{shareProblem(words, unshared)}</Told>}
          <ReplayView key={loaded.count} recording={loaded.recording} />
        </>
      ) : (
        <div className="mx-auto flex w-full max-w-xl flex-1 flex-col justify-center gap-4 overflow-auto px-4 py-10">
          <h1 className="m-0 font-semibold text-[22px] tracking-[-0.02em]">{words.title}</h1>
          <p className="m-0 text-muted">{words.about}</p>
          {problem && <Problem problem={problem} apart />}
          <div className="rounded-[10px] border border-line border-dashed bg-panel p-5">
            <p className="m-0 mb-3 text-[13px]">{busy ? words.opening : words.drop}</p>
            <OpenHere take={take} busy={busy} />
            <form
              className="mt-3 flex gap-2"
              onSubmit={(event) => {
                event.preventDefault();
                const link = String(new FormData(event.currentTarget).get("link") ?? "").trim();
                const address = readShareAddress(link);
                void take(
                  address
                    ? openAddress(address)
                    : Promise.resolve({ ok: false, why: "no-link", detail: "" } as const),
                );
              }}
            >
              <input
                name="link"
                required
                aria-label={words.link}
                placeholder={words.link}
                className={`${fieldLook} flex-1`}
              />
              <Button type="submit" disabled={busy}>
                {words.open}
              </Button>
            </form>
          </div>
        </div>
      )}
      {dropping && (
        <div className="pointer-events-none absolute inset-2 z-50 grid place-items-center rounded-[12px] border-2 border-accent border-dashed bg-bg/80 font-semibold">
          {words.dropNow}
        </div>
      )}
    </div>
  );
}

function OpenHere(props: { take: (opening: Promise<Opened>) => void; busy: boolean }) {
  const words = useWords().words.replay;
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button disabled={props.busy} onClick={() => picker.current?.click()}>
        {words.openFile}
      </Button>
      <input
        ref={picker}
        type="file"
        accept=".socketlab"
        className="hidden"
        tabIndex={-1}
        aria-label={words.openFile}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) props.take(openFile(file));
        }}
      />
    </>
  );
}

function Problem(props: { problem: Extract<Opened, { ok: false }>; apart?: boolean }) {
  const words = useWords().words.replay;
  const { why, detail } = props.problem;
  return (
    <Told apart={props.apart}>
      {words.problems[why]}
      {/* Where in the file it is: for whoever makes recordings. What else a parser says helps nobody. */}
      {why === "not-a-recording" && detail && (
        <span className="block font-mono text-[11.5px] [overflow-wrap:anywhere]">{detail.slice(0, 200)}</span>
      )}
    </Told>
  );
}

/** What went wrong: a box of its own at the door, a strip above a recording that plays on. */
function Told(props: { apart?: boolean | undefined; children: ReactNode }) {
  return (
    <p
      role="alert"
      className={`m-0 bg-panel px-3 py-2 text-[12.5px] text-rst ${props.apart ? "rounded-[7px] border border-rst" : "border-line border-b"}`}
    >
      <span aria-hidden="true">✗ </span>
      {props.children}
    </p>
  );
}
