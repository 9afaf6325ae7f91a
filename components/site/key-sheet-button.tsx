"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { useWords } from "../words/use-words.tsx";
import { isTyping } from "./keys.ts";
import { lateWindow } from "./late-window.tsx";

const KeySheet = lateWindow(
  () => import("./key-sheet.tsx").then((module) => module.KeySheet),
  (words) => words.site.keys,
);

/** What opens the sheet of keys: `?` on the keyboard and on the bar. The sheet itself comes when it is first asked for. */
export function KeySheetButton(props: { className?: string }) {
  const { words } = useWords();
  const [shown, setShown] = useState(false);
  const show = () => setShown(true);
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
      {shown ? <KeySheet onClose={() => setShown(false)} /> : null}
    </>
  );
}
