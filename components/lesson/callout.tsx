import type { ReactNode } from "react";

const edge = { note: "border-l-faint", true: "border-l-lab", careful: "border-l-rst" };

/**
 * A remark beside the thread of the lesson: a `note`, something widely told that is not `true` of Linux, or where to
 * be `careful`.
 */
export function Callout(props: { kind?: keyof typeof edge; title?: string; children: ReactNode }) {
  return (
    <aside
      role="note"
      className={`my-4 border-l-2 py-0.5 pl-3.5 text-[13.5px] ${edge[props.kind ?? "note"]} [&>p]:my-1`}
    >
      {props.title ? <p className="font-semibold">{props.title}</p> : null}
      {props.children}
    </aside>
  );
}
