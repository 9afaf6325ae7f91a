"use client";

import { useWords } from "../words/use-words.tsx";

/** Where an instrument's panel will stand, while its script is on its way. */
export function PanelLoading() {
  const { words } = useWords();
  return <p className="m-0 p-4 text-muted">{words.lab.loading}</p>;
}
