"use client";

import { useCallback, useSyncExternalStore } from "react";

/** A text in localStorage that all components on the page see change. `null` before hydration and when there is none. */
export function useRemembered(key: string): [text: string | null, remember: (text: string | null) => void] {
  const text = useSyncExternalStore(
    listenRemembered,
    () => readRemembered(key),
    () => null,
  );
  const remember = useCallback((next: string | null) => write(key, next), [key]);
  return [text, remember];
}

const listeners = new Set<() => void>();
/** What could not be stored (private browsing, a full disk) still holds until the page is left. */
const unstored = new Map<string, string | null>();

/** Tells of every change, made here or in another tab. */
export function listenRemembered(changed: () => void): () => void {
  listeners.add(changed);
  window.addEventListener("storage", changed);
  return () => {
    listeners.delete(changed);
    window.removeEventListener("storage", changed);
  };
}

/** What is kept under a key, or null. Only in the browser. */
export function readRemembered(key: string): string | null {
  const held = unstored.get(key);
  if (held !== undefined) return held;
  try {
    return localStorage.getItem(key);
  } catch {
    // A browser that forbids storage: nothing was remembered.
    return null;
  }
}

function write(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    unstored.delete(key);
  } catch {
    // Storage is forbidden or full: remember for this page only.
    unstored.set(key, text);
  }
  for (const changed of listeners) changed();
}
