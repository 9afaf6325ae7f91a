"use client";

import { Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useWords } from "../words/use-words.tsx";

/** Dark or light. Both icons are there and the theme's class shows one, so nothing jumps when the page wakes. */
export function ThemeSwitch() {
  const { words } = useWords();
  const { resolvedTheme, setTheme } = useTheme();
  return (
    <button
      type="button"
      className="btn"
      onClick={() => setTheme(resolvedTheme === "dark" ? "light" : "dark")}
    >
      <span className="hidden dark:inline">
        <Moon aria-hidden="true" className="size-3.5" />
        <span className="sr-only">{words.site.themeLight}</span>
      </span>
      <span className="dark:hidden">
        <Sun aria-hidden="true" className="size-3.5" />
        <span className="sr-only">{words.site.themeDark}</span>
      </span>
    </button>
  );
}
