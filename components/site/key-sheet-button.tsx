"use client";

import { type ComponentType, useEffect, useEffectEvent, useState } from "react";
import { useWords } from "../words/use-words.tsx";
import { isTyping } from "./keys.ts";

/** What opens the sheet of keys: `?` on the keyboard and on the bar. The sheet itself comes when it is first asked for. */
export function KeySheetButton(props: { className?: string }) {
  const { words } = useWords();
  const [Sheet, setSheet] = useState<ComponentType<{ onClose: () => void }> | null>(null);
  const show = () =>
    void import("./key-sheet.tsx").then(
      ({ KeySheet }) => setSheet(() => KeySheet),
      // The site is out of reach or was replaced: the page says so already where it matters, and goes on without it.
      () => {},
    );
  const showByKey = useEffectEvent(show);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "?" || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      showByKey();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return (
    <>
      <button
        type="button"
        className={`btn ${props.className ?? ""}`}
        aria-label={words.site.keysAbout}
        onClick={show}
      >
        <span aria-hidden="true" className="w-3.5 text-center">
          ?
        </span>
      </button>
      {Sheet ? <Sheet onClose={() => setSheet(null)} /> : null}
    </>
  );
}
