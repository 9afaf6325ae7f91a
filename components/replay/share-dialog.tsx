"use client";

/** Share what is here: a link to the code, a link to code and recording, or the recording as a file. */
import { useRef, useState } from "react";
import { packRecording, recordingExtension } from "../../protocol/recording-file.ts";
import { Button } from "../controls/button.tsx";
import { fieldLook } from "../controls/field.ts";
import { useLabHandle } from "../lab/lab-context.tsx";
import { useWorkspace } from "../lab/workspace-context.tsx";
import { Dialog } from "../site/dialog.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { hasRun, makeRecording } from "./make-recording.ts";
import { saveFile } from "./save-file.ts";
import { type ShareResult, shareProblem, shareRecording } from "./share-link.ts";

type Made = { what: "code" | "run"; result: ShareResult | "making" };

export function ShareDialog(props: { onClose: () => void }) {
  const { words: all, locale } = useWords();
  const words = all.replay;
  const lab = useLabHandle();
  const workspace = useWorkspace();
  const [made, setMade] = useState<Made | null>(null);
  const [copied, setCopied] = useState<"done" | "refused" | null>(null);
  const link = useRef<HTMLInputElement>(null);
  const asked = useRef(0);

  const share = async (what: Made["what"]) => {
    asked.current += 1;
    const turn = asked.current;
    setCopied(null);
    setMade({ what, result: "making" });
    const recording = makeRecording(lab, workspace, what === "run");
    const result = await shareRecording(
      recording,
      what === "run" ? "replay" : "play",
      locale,
      location.origin,
    );
    // What was asked for later stands.
    if (turn === asked.current) setMade({ what, result });
  };
  const ran = hasRun(lab);

  return (
    <Dialog open title={words.shareTitle} onClose={props.onClose}>
      <div className="flex flex-col gap-3 text-[13px]">
        <div className="flex flex-wrap gap-2">
          <Button pressed={made?.what === "code"} onClick={() => share("code")}>
            {words.shareCode}
          </Button>
          <Button pressed={made?.what === "run"} disabled={!ran} onClick={() => share("run")}>
            {words.shareRun}
          </Button>
          <Button
            disabled={!ran}
            title={words.saveAbout}
            onClick={() => {
              const recording = makeRecording(lab, workspace, true);
              const name =
                recording.lesson ?? Object.keys(recording.files)[0]?.replace(/\.\w+$/, "") ?? "lab";
              saveFile(`${name}${recordingExtension}`, packRecording(recording));
            }}
          >
            {words.save}
          </Button>
        </div>
        {!ran && <p className="m-0 text-muted">{words.shareNothing}</p>}
        <div aria-live="polite" className="flex flex-col gap-2">
          {made?.result === "making" && <p className="m-0 text-muted">{words.shareMaking}</p>}
          {made && made.result !== "making" && made.result.ok && (
            <>
              <div className="flex gap-2">
                <input
                  ref={link}
                  readOnly
                  aria-label={words.shareTitle}
                  value={made.result.url}
                  className={`${fieldLook} flex-1 font-mono`}
                  onFocus={(event) => event.currentTarget.select()}
                />
                <Button
                  look="primary"
                  onClick={async () => {
                    if (made.result === "making" || !made.result.ok) return;
                    try {
                      await navigator.clipboard.writeText(made.result.url);
                      setCopied("done");
                    } catch {
                      // No clipboard without TLS or against the reader's will: the keys are theirs.
                      link.current?.select();
                      setCopied("refused");
                    }
                  }}
                >
                  {copied === "done" ? words.shareCopied : words.shareCopy}
                </Button>
              </div>
              {copied === "refused" && <p className="m-0 text-[12px] text-rst">{words.shareByHand}</p>}
              <p className="m-0 text-[12px] text-muted">
                {made.result.stored
                  ? fill(words.shareStored, {
                      date: new Date(made.result.expiresAt ?? Date.now()).toLocaleDateString(locale),
                    })
                  : words.shareInline}
                {made.what === "run" ? ` ${words.shareTyped}` : null}
              </p>
            </>
          )}
          {made && made.result !== "making" && !made.result.ok && (
            <p className="m-0 text-rst">{shareProblem(words, made.result)}</p>
          )}
        </div>
      </div>
    </Dialog>
  );
}
