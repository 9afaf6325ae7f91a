"use client";

import { useState } from "react";
import { useWords } from "../words/use-words.tsx";
import { useLive } from "./lab-context.tsx";
import { saidByPrograms } from "./lab-state.ts";

/** A dot beside "Terminal" where one thing is shown at a time: programs have said something since it was in view. */
export function TerminalNews({ inView }: { inView: boolean }) {
  const { words } = useWords();
  const said = useLive(({ lab }) => saidByPrograms(lab));
  const [read, setRead] = useState(said);
  // A terminal that was cleared has less in it than was read.
  if (said !== read && (inView || said < read)) setRead(said);
  if (inView || said <= read) return null;
  return (
    <span className="ml-1.5 inline-block size-1.5 rounded-full bg-accent align-middle">
      <span className="sr-only">{words.lab.terminalNews}</span>
    </span>
  );
}
