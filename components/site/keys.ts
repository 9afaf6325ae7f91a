import { useSyncExternalStore } from "react";

/** Whether a key pressed here is text being typed, so that a bare key like `?` is no shortcut. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, [role=textbox]") !== null)
  );
}

const never = () => () => {};

/** The modifier's name on this machine: ⌘ on Apple's, Ctrl elsewhere and before the page has woken. */
export function useModKey(): "⌘" | "Ctrl" {
  return useSyncExternalStore(
    never,
    () => (/Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl"),
    () => "Ctrl",
  );
}
