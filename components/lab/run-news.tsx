"use client";

import { useEffect, useRef, useState } from "react";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { useLive } from "./lab-context.tsx";

/** Tells those who cannot see it that a program has started or ended. */
export function RunNews() {
  const { words } = useWords();
  const programs = useLive((s) => s.lab.programs);
  const told = useRef(new Map<string, string>());
  const [news, setNews] = useState("");
  useEffect(() => {
    for (const { run, file, status } of programs.values()) {
      const key = `${run} ${status.kind}`;
      if (status.kind === "starting" || told.current.get(file) === key) continue;
      told.current.set(file, key);
      const ended = status.kind === "ended";
      const badly = ended && !(status.exit && "code" in status.exit && status.exit.code === 0);
      const text = badly ? words.editor.endedBadly : ended ? words.editor.ended : words.editor.started;
      setNews(fill(text, { file }));
    }
  }, [programs, words]);
  return (
    <p className="sr-only" role="status">
      {news}
    </p>
  );
}
