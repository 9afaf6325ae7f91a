"use client";

import { useState } from "react";

/** Values by owner: when the owner goes (the page's lab), so do they. */
const keptOf = new WeakMap<object, Map<string, unknown>>();

/**
 * State that outlives its component: only the chosen instrument is drawn, and what was typed in another must still be
 * there when its tab is chosen again. Two components with the same owner and key share no updates while both stand.
 */
export function useKept<Value>(owner: object, key: string, initial: Value): [Value, (next: Value) => void] {
  let kept = keptOf.get(owner);
  if (!kept) {
    kept = new Map();
    keptOf.set(owner, kept);
  }
  const map = kept;
  const [value, setValue] = useState(() => (map.has(key) ? (map.get(key) as Value) : initial));
  return [
    value,
    (next) => {
      map.set(key, next);
      setValue(next);
    },
  ];
}
