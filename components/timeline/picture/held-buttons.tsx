"use client";

/** Let go, or dropped: the buttons of each frame that waits at the wire, over its box in the picture. */
import type { RefObject } from "react";
import { useWords } from "../../words/use-words.tsx";
import { fill } from "../../words/words.ts";
import type { HeldBox } from "../scene/scene.ts";

export function HeldButtons(props: {
  boxes: readonly HeldBox[];
  /** Moved by the picture as it scrolls. */
  overlay: RefObject<HTMLDivElement | null>;
  frameOf: (packet: number) => number;
  onFrameAction: (frame: number, action: "release" | "drop") => void;
}) {
  const say = useWords().words.timeline;
  if (props.boxes.length === 0) return null;
  return (
    <div className="pointer-events-none absolute inset-0 overflow-hidden">
      <div ref={props.overlay}>
        {props.boxes.map((box) => {
          const number = props.frameOf(box.packet);
          return (
            <span
              key={box.packet}
              className="pointer-events-auto absolute flex items-center gap-0.5"
              style={{ left: box.x + box.width - 56, top: box.top + (box.height - 22) / 2 }}
            >
              {(["release", "drop"] as const).map((action) => (
                <button
                  key={action}
                  type="button"
                  aria-label={fill(say[action], { n: number })}
                  title={fill(say[action], { n: number })}
                  className={`h-[22px] w-[26px] rounded-[5px] border border-line bg-panel font-bold text-[13px] leading-none ${action === "release" ? "text-ok hover:border-ok" : "text-rst hover:border-rst"}`}
                  onClick={() => props.onFrameAction(number, action)}
                >
                  {action === "release" ? "▶" : "✕"}
                </button>
              ))}
            </span>
          );
        })}
      </div>
    </div>
  );
}
