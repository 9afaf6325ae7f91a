"use client";

import { Unplug } from "lucide-react";
import { type MouseEvent, useState } from "react";
import { useWords } from "../words/use-words.tsx";
import type { Words } from "../words/words.ts";
import { LateError } from "./late-trouble.ts";

/** Says that a part of the page is not there, why, and what to do; nothing that the reader wrote is at stake. */
export function LateNotice(props: {
  error: unknown;
  title: ((words: Words) => string) | undefined;
  /** Brings the part in this notice's place, or fails as it failed before. */
  onAgain: () => Promise<void>;
}) {
  const { words } = useWords();
  const { late } = words;
  const [error, setError] = useState(props.error);
  const [trying, setTrying] = useState(false);
  const trouble = error instanceof LateError ? error.trouble : "fault";

  const tryAgain = async ({ currentTarget }: MouseEvent<HTMLElement>) => {
    const place = currentTarget.closest<HTMLElement>("dialog, [tabindex='-1']");
    setTrying(true);
    try {
      await props.onAgain();
      // The button goes: the keyboard stays where the part comes.
      place?.focus({ preventScroll: true });
    } catch (again) {
      setError(again);
      setTrying(false);
    }
  };

  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-2 text-[13px]">
      <Unplug aria-hidden="true" className="size-4 shrink-0 text-accent" />
      <p className="m-0 min-w-0 flex-1 basis-52">
        <b className="font-semibold">
          {trouble === "fault" ? late.faultTitle : (props.title?.(words) ?? late.title)}
        </b>{" "}
        <span className="text-muted">{late[trouble]}</span>
      </p>
      {trouble === "newer" ? (
        <button type="button" className="btn" onClick={() => location.reload()}>
          {late.reload}
        </button>
      ) : (
        <button type="button" className="btn" disabled={trying} onClick={tryAgain}>
          {trying ? late.trying : late.again}
        </button>
      )}
    </div>
  );
}
