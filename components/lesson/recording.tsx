"use client";

import { useLesson } from "./lesson-context.tsx";

/** Plays one of the lesson's recordings where the text stands; the words inside say what to look for. */
export function Recording(props: { name: string; children?: React.ReactNode }) {
  const { Replay } = useLesson();
  if (!Replay) return null;
  return (
    <figure className="my-4 overflow-hidden rounded-lg border border-line bg-panel">
      <Replay name={props.name} />
      {props.children ? (
        <figcaption className="border-line border-t px-3.5 py-2 text-[12.5px] text-muted [&>p]:my-0">
          {props.children}
        </figcaption>
      ) : null}
    </figure>
  );
}
