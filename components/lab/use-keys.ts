"use client";

import { useEffect } from "react";
import type { Runner } from "./runner.ts";

/** The workspace's keys, wherever the focus is: run, step, stop. They are taken before the editor sees them. */
export function useKeys(runner: Runner): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]")) return;
      const mod = event.ctrlKey || event.metaKey;
      const act = event.key === "F10" ? runner.step : !mod ? null : keys(runner)[event.key];
      if (!act || event.altKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    addEventListener("keydown", press, { capture: true });
    return () => removeEventListener("keydown", press, { capture: true });
  }, [runner]);
}

const keys = (runner: Runner): Record<string, () => void> => ({
  Enter: () => runner.run(),
  ".": () => runner.stop(),
});
