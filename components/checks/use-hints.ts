"use client";

import { useEffect, useState } from "react";

/** How many hints of each requirement are open, remembered in this browser for each lesson. */
export function useHints(lesson: string): [ReadonlyMap<string, number>, (id: string) => void] {
  const key = `hints:${lesson}`;
  const [open, setOpen] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => setOpen(read(key)), [key]);
  const more = (id: string) => {
    const next = new Map(open).set(id, (open.get(id) ?? 0) + 1);
    setOpen(next);
    try {
      localStorage.setItem(key, JSON.stringify([...next]));
    } catch {
      // Storage may be full or forbidden: the hints then stay open for this visit only.
    }
  };
  return [open, more];
}

function read(key: string): ReadonlyMap<string, number> {
  try {
    const pairs: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    if (!Array.isArray(pairs)) return new Map();
    return new Map(
      pairs.filter(
        (pair): pair is [string, number] =>
          Array.isArray(pair) && typeof pair[0] === "string" && Number.isInteger(pair[1]),
      ),
    );
  } catch {
    // What is stored is not ours, or storage is forbidden: no hint is open.
    return new Map();
  }
}
