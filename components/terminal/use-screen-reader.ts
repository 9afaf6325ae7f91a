"use client";

import { useRemembered } from "../lesson/use-remembered.ts";

/** Whether terminals speak their lines to a screen reader; a choice of the reader's, kept in this browser. */
export function useScreenReader(): [on: boolean, set: (on: boolean) => void] {
  const [kept, keep] = useRemembered("socket-playground/screen-reader");
  return [kept === "on", (on) => keep(on ? "on" : null)];
}
