"use client";

import { useEffect } from "react";
import type { Runner } from "./runner.ts";

/** The workspace's keys, wherever the focus is: run, step, stop. They are taken before the editor sees them. */
export function useKeys(runner: Runner): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]")) return;
      const mod = event.ctrlKey || event.metaKey;
      const act = actOf(event.key, mod, runner);
      if (!act || event.altKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    addEventListener("keydown", press, { capture: true });
    return () => removeEventListener("keydown", press, { capture: true });
  }, [runner]);
}

function actOf(key: string, mod: boolean, runner: Runner): (() => void) | null {
  if (key === "F10") return () => runner.step();
  if (mod && key === "Enter") return () => void runner.run();
  if (mod && key === ".") return () => runner.stop();
  return null;
}
