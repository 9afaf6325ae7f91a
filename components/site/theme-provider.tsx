"use client";

import { ThemeProvider as NextThemes } from "next-themes";
import type { ReactNode } from "react";

/** Dark or light as the system says, until the reader chooses; the choice is kept in this browser. */
export function ThemeProvider(props: { children: ReactNode }) {
  return (
    <NextThemes attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>
      {props.children}
    </NextThemes>
  );
}
