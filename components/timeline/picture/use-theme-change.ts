import { useEffect, useEffectEvent } from "react";

/** The page's theme is a class of its root: the canvas has to be told, since no style reaches into it. */
export function useThemeChange(onChange: () => void): void {
  const changed = useEffectEvent(onChange);
  useEffect(() => {
    const theme = new MutationObserver(() => changed());
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    return () => theme.disconnect();
  }, []);
}
