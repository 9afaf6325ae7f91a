import type { ComponentType } from "react";
import { htmlLang } from "../words/locales.ts";
import type { MonacoProps } from "./monaco-view.tsx";

/** Fetches the editor. Monaco's own words must be there before it; they hold for the page's life. */
export async function loadMonaco(): Promise<ComponentType<MonacoProps>> {
  if (document.documentElement.lang === htmlLang.zh) await import("monaco-editor/nls/lang/zh-cn");
  return (await import("./monaco-view.tsx")).MonacoView;
}
