"use client";

import type { ComponentType } from "react";
import { useWords } from "../words/use-words.tsx";
import type { Words } from "../words/words.ts";
import { Dialog } from "./dialog.tsx";
import { latePart } from "./late-part.tsx";

/** A window whose script comes when it is opened; where it cannot be had, a window of the same title says so. */
export function lateWindow<Props extends { onClose: () => void }>(
  load: () => Promise<ComponentType<Props>>,
  title: (words: Words) => string,
): ComponentType<Props> {
  return latePart(load, {
    failed: (props, notice) => (
      <Titled title={title} onClose={props.onClose}>
        {notice}
      </Titled>
    ),
  });
}

function Titled(props: { title: (words: Words) => string; onClose: () => void; children: React.ReactNode }) {
  const { words } = useWords();
  return (
    <Dialog open title={props.title(words)} onClose={props.onClose}>
      {props.children}
    </Dialog>
  );
}
