"use client";

import {
  type CSSProperties,
  Fragment,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useRef,
} from "react";
import { keepShare, shareOf } from "./panel-layout.ts";

export type SplitPanel = {
  /** Also its element's id, and the name under which its share is kept. */
  id: string;
  /** Its part of the whole until the reader drags a divider. */
  share: number;
  /** The least it may become by dragging, in pixels. */
  min: number;
  content: ReactNode;
};

/**
 * Panels side by side (or one over the other) with dividers that can be dragged or moved by arrow keys; Enter and a
 * double click put them back. A panel's share is a CSS variable on <html>, set before the first paint from what this
 * browser kept: nothing jumps when the page wakes, and dragging draws nothing anew but the layout.
 */
export function Split(props: {
  orientation: "horizontal" | "vertical";
  panels: readonly SplitPanel[];
  /** What the divider after each panel but the last is called. */
  dividers: readonly string[];
}) {
  const across = props.orientation === "horizontal";
  return (
    <div className={`flex h-full min-h-0 min-w-0 ${across ? "" : "flex-col"}`}>
      {props.panels.map((panel, index) => {
        const next = props.panels[index + 1];
        return (
          <Fragment key={panel.id}>
            <div
              id={panel.id}
              className="workbench-panel"
              style={
                {
                  "--share": `var(--${panel.id}, ${panel.share})`,
                  [across ? "minWidth" : "minHeight"]: panel.min,
                } as CSSProperties
              }
            >
              {panel.content}
            </div>
            {next ? (
              <Divider across={across} before={panel} after={next} label={props.dividers[index] ?? ""} />
            ) : null}
          </Fragment>
        );
      })}
    </div>
  );
}

function Divider(props: { across: boolean; before: SplitPanel; after: SplitPanel; label: string }) {
  const { across, before, after } = props;
  const divider = useRef<HTMLDivElement>(null);
  const dragged = useRef<{ at: number; sizes: [number, number] } | null>(null);

  /** Pixels of the two panels beside the divider. */
  const measure = (): [number, number] => {
    const size = (id: string) => {
      const box = document.getElementById(id)?.getBoundingClientRect();
      return box ? (across ? box.width : box.height) : 0;
    };
    return [size(before.id), size(after.id)];
  };

  const say = () => {
    const [a, b] = measure();
    if (a + b > 0) divider.current?.setAttribute("aria-valuenow", String(Math.round((100 * a) / (a + b))));
  };

  /** Gives the first panel so many of the pixels that both have; their shares' sum stays, so others stay. */
  const place = (wanted: number, [a, b]: [number, number]) => {
    const all = a + b;
    const size = Math.max(before.min, Math.min(all - after.min, wanted));
    const shares = shareOf(before) + shareOf(after);
    setShare(before.id, (shares * size) / all);
    setShare(after.id, (shares * (all - size)) / all);
    say();
  };

  const keep = () => {
    for (const panel of [before, after]) keepShare(panel.id, shareOf(panel));
  };

  const reset = () => {
    for (const panel of [before, after]) {
      document.documentElement.style.removeProperty(`--${panel.id}`);
      keepShare(panel.id, null);
    }
    say();
  };

  const press = (event: KeyboardEvent) => {
    const sizes = measure();
    const [less, more] = across ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const step = event.shiftKey ? 80 : 20;
    if (event.key === less) place(sizes[0] - step, sizes);
    else if (event.key === more) place(sizes[0] + step, sizes);
    else if (event.key === "Home") place(0, sizes);
    else if (event.key === "End") place(sizes[0] + sizes[1], sizes);
    else if (event.key === "Enter") return reset();
    else return;
    event.preventDefault();
    keep();
  };

  const drag = (event: PointerEvent) => {
    if (!dragged.current) return;
    const { at, sizes } = dragged.current;
    place(sizes[0] + (across ? event.clientX : event.clientY) - at, sizes);
  };

  useEffect(say);

  return (
    // A separator that can be focused and moved is a control (WAI-ARIA window splitter).
    // biome-ignore lint/a11y/useSemanticElements: <hr> is the separator that cannot be moved
    <div
      ref={divider}
      role="separator"
      tabIndex={0}
      aria-label={props.label}
      aria-orientation={across ? "vertical" : "horizontal"}
      aria-controls={before.id}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round((100 * before.share) / (before.share + after.share))}
      className="workbench-divider"
      onKeyDown={press}
      onDoubleClick={reset}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.focus({ preventScroll: true });
        event.currentTarget.setPointerCapture(event.pointerId);
        dragged.current = { at: across ? event.clientX : event.clientY, sizes: measure() };
      }}
      onPointerMove={drag}
      onPointerUp={(event) => {
        if (!dragged.current) return;
        dragged.current = null;
        event.currentTarget.releasePointerCapture(event.pointerId);
        keep();
      }}
    />
  );
}

function setShare(id: string, share: number): void {
  document.documentElement.style.setProperty(`--${id}`, share.toFixed(3));
}
