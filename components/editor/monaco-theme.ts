import type { editor } from "monaco-editor/editor";

/** The page's own colours as Monaco's themes; fixed here, since Monaco takes no CSS variables. */
const hex = (colour: string) => colour.slice(1);

function theme(base: "vs" | "vs-dark", c: Colours): editor.IStandaloneThemeData {
  return {
    base,
    inherit: true,
    rules: [
      { token: "", foreground: hex(c.text) },
      { token: "comment", foreground: hex(c.comment) },
      { token: "keyword", foreground: hex(c.keyword) },
      { token: "number", foreground: hex(c.keyword) },
      { token: "string", foreground: hex(c.string) },
      { token: "string.escape", foreground: hex(c.call) },
      { token: "regexp", foreground: hex(c.string) },
      { token: "delimiter", foreground: hex(c.text) },
      { token: "type", foreground: hex(c.text) },
      { token: "type.identifier", foreground: hex(c.call) },
      { token: "identifier", foreground: hex(c.text) },
    ],
    colors: {
      "editor.background": c.panel,
      "editor.foreground": c.text,
      "editorLineNumber.foreground": c.faint,
      "editorLineNumber.activeForeground": c.text,
      "editorCursor.foreground": c.accent,
      "editor.selectionBackground": `${c.accent}40`,
      "editor.inactiveSelectionBackground": `${c.accent}22`,
      "editor.lineHighlightBackground": `${c.text}08`,
      "editor.lineHighlightBorder": "#00000000",
      "editorIndentGuide.background1": c.line,
      "editorIndentGuide.activeBackground1": c.faint,
      "editorWidget.background": c.raised,
      "editorWidget.border": c.line,
      "editorSuggestWidget.background": c.raised,
      "editorSuggestWidget.border": c.line,
      "editorSuggestWidget.foreground": c.text,
      "editorSuggestWidget.selectedBackground": `${c.accent}30`,
      "editorSuggestWidget.selectedForeground": c.text,
      "editorSuggestWidget.selectedIconForeground": c.text,
      "editorSuggestWidget.highlightForeground": c.accent,
      "editorSuggestWidget.focusHighlightForeground": c.accent,
      "editorHoverWidget.background": c.raised,
      "editorHoverWidget.border": c.line,
      "editorGutter.background": c.panel,
      "editorOverviewRuler.border": "#00000000",
      "scrollbarSlider.background": `${c.faint}40`,
      focusBorder: c.accent,
      "input.background": c.bg,
    },
  };
}

type Colours = Record<
  | "bg"
  | "panel"
  | "raised"
  | "line"
  | "text"
  | "faint"
  | "accent"
  | "keyword"
  | "string"
  | "call"
  | "comment",
  string
>;

export const lightTheme = theme("vs", {
  bg: "#f6f7f9",
  panel: "#ffffff",
  raised: "#f1f3f6",
  line: "#dfe3e8",
  text: "#14181d",
  faint: "#626b76",
  accent: "#a15f00",
  keyword: "#8250df",
  string: "#116329",
  call: "#0550ae",
  comment: "#626b76",
});

export const darkTheme = theme("vs-dark", {
  bg: "#0b0d10",
  panel: "#11151a",
  raised: "#171c22",
  line: "#232a32",
  text: "#e7ebf0",
  faint: "#7d8793",
  accent: "#f5a524",
  keyword: "#c792ea",
  string: "#9ccc65",
  call: "#82aaff",
  comment: "#7d8793",
});
