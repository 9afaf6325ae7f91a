"use client";

/** The solution beside the learner's own code, line by line. Nothing is replaced before it is asked for. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { Files } from "@/protocol/client-message.ts";
import { Button } from "../controls/button.tsx";
import { Choice } from "../controls/choice.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { type DiffRow, lineDiff } from "./line-diff.ts";

export function SolutionDialog(props: {
  own: Files;
  solution: Files;
  /** Puts the solution into the editor; the learner can undo it there. */
  onUse: () => void;
  onClose: () => void;
}) {
  const words = useWords().words.checks;
  const paths = useMemo(
    () => [...new Set([...Object.keys(props.solution), ...Object.keys(props.own)])],
    [props.own, props.solution],
  );
  const [path, setPath] = useState(
    () => paths.find((each) => props.own[each] !== props.solution[each]) ?? paths[0] ?? "",
  );
  const [asking, setAsking] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);

  // A file that only the learner has is theirs; the solution does without it and leaves it alone.
  const rows = useMemo(
    () => lineDiff(props.own[path] ?? "", props.solution[path] ?? props.own[path] ?? ""),
    [path, props.own, props.solution],
  );
  const changes = rows.filter((row) => row.kind === "changed").length;

  return (
    <dialog
      ref={dialog}
      aria-label={words.solutionTitle}
      onClose={props.onClose}
      className="m-auto flex max-h-[92dvh] w-[min(1200px,96vw)] max-w-none flex-col rounded-[10px] border border-line bg-panel p-0 text-[13px] text-text backdrop:bg-black/55"
    >
      <header className="flex flex-wrap items-center gap-2.5 border-b border-line px-3.5 py-2.5">
        <h2 className="m-0 text-[14px] font-semibold">{words.solutionTitle}</h2>
        {paths.length > 1 && (
          <Choice
            legend={words.file}
            value={path}
            onChange={setPath}
            options={paths.map((each) => ({ value: each, label: <span className="font-mono">{each}</span> }))}
          />
        )}
        <span className="text-[12px] text-muted">
          {changes === 0 ? words.sameCode : fill(words.changedLines, { n: changes })}
        </span>
        <span className="flex-1" />
        <Button look="quiet" onClick={() => dialog.current?.close()}>
          {words.close}
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-auto">
        <table className="w-full border-collapse font-mono text-[12px] leading-[1.6] max-sm:block">
          <thead className="sticky top-0 bg-panel text-left font-sans text-[12px] text-muted max-sm:hidden">
            <tr>
              <th scope="col" colSpan={2} className="w-1/2 border-b border-line px-3 py-1.5 font-medium">
                {words.yours}
              </th>
              <th scope="col" colSpan={2} className="border-b border-l border-line px-3 py-1.5 font-medium">
                {words.theSolution}
              </th>
            </tr>
          </thead>
          <tbody className="max-sm:block">
            {rows.map((row) => (
              <Row key={`${row.leftLine}-${row.rightLine}`} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      <footer className="flex flex-wrap items-center gap-2 border-t border-line px-3.5 py-2.5">
        {asking ? (
          <>
            <span className="text-[12.5px]">{words.reallyUse}</span>
            <Button
              look="primary"
              onClick={() => {
                props.onUse();
                dialog.current?.close();
              }}
            >
              {words.use}
            </Button>
            <Button onClick={() => setAsking(false)}>{words.keepMine}</Button>
          </>
        ) : (
          <>
            <Button
              onClick={() => setAsking(true)}
              disabled={paths.every(
                (each) => props.solution[each] === undefined || props.own[each] === props.solution[each],
              )}
            >
              {words.useSolution}
            </Button>
            <span className="text-[12px] text-muted">{words.nothingLost}</span>
          </>
        )}
      </footer>
    </dialog>
  );
}

const tint = (colour: string) => `color-mix(in srgb, var(--${colour}) 13%, transparent)`;

function Row(props: { row: DiffRow }) {
  const words = useWords().words.checks;
  const { row } = props;
  const changed = row.kind === "changed";
  const cell = "px-2 align-top whitespace-pre-wrap break-words max-sm:block";
  const number = "w-10 select-none px-2 text-right align-top text-muted max-sm:hidden";
  return (
    <tr className="max-sm:block">
      <td className={number}>{row.leftLine}</td>
      <td
        className={`${cell} ${changed && row.left === null ? "max-sm:hidden" : ""} ${changed ? "" : "max-sm:hidden"}`}
        style={changed && row.left !== null ? { background: tint("rst") } : undefined}
      >
        {changed && row.left !== null && (
          <span className="select-none text-rst">
            <span aria-hidden>− </span>
            <span className="sr-only">{words.onlyYours} </span>
          </span>
        )}
        {row.left}
      </td>
      <td className={`${number} border-l border-line`}>{row.rightLine}</td>
      <td
        className={`${cell} ${changed && row.right === null ? "max-sm:hidden" : ""}`}
        style={changed && row.right !== null ? { background: tint("ok") } : undefined}
      >
        {changed && row.right !== null && (
          <span className="select-none text-ok">
            <span aria-hidden>+ </span>
            <span className="sr-only">{words.onlySolution} </span>
          </span>
        )}
        {row.right}
      </td>
    </tr>
  );
}
