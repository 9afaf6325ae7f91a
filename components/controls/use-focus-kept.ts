import { type RefObject, useEffect } from "react";

/**
 * Where what has the keyboard's focus is taken away (a row that is done, a button that is of no use any more), the focus
 * stays on what stood around it, and Tab goes on from there; else it would be nowhere, and a screen reader with it.
 */
export function useFocusKept(area: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = area.current;
    if (!root) return;
    /** What has the focus in here, and what it stands in, the nearest first. */
    let trail: HTMLElement[] = [];
    const remember = ({ target }: FocusEvent) => {
      trail = [];
      for (let each = target as HTMLElement | null; each && root.contains(each); each = each.parentElement)
        trail.push(each);
    };
    const observer = new MutationObserver(() => {
      if (trail[0]?.isConnected !== false || document.activeElement !== document.body) return;
      const near = trail.find((each) => each.isConnected);
      trail = [];
      if (!near) return;
      if (!near.hasAttribute("tabindex")) near.tabIndex = -1;
      near.focus({ preventScroll: true });
    });
    root.addEventListener("focusin", remember);
    observer.observe(root, { childList: true, subtree: true });
    return () => {
      root.removeEventListener("focusin", remember);
      observer.disconnect();
    };
  }, [area]);
}
