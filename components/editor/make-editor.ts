import type { Source } from "@/protocol/lab-event";
import type { Words } from "../words/words.ts";
import { markDecorations } from "./editor-marks.ts";
import { type FilesState, textOf } from "./files-state.ts";
import type { FilesStore } from "./files-store.ts";
import type { LineMark } from "./line-now.ts";
import { monaco, typescriptDefaults } from "./monaco-setup.ts";
import { darkTheme, lightTheme } from "./monaco-theme.ts";

/** One Monaco over the learner's files: a model for each, kept in step with the store both ways. */
export type CodeEditor = {
  setTheme(theme: "dark" | "light"): void;
  /** Brings models and the shown file in line with the store. */
  follow(state: FilesState, label: string): void;
  reveal(place: Source): void;
  mark(marks: readonly LineMark[], now: number | null, words: Words["editor"]): void;
  focus(): void;
  dispose(): void;
};

const folder = "file:///lesson/";
const uriOf = (path: string) => monaco.Uri.parse(folder + path);

monaco.editor.defineTheme("socket-light", lightTheme);
monaco.editor.defineTheme("socket-dark", darkTheme);

/** What the editor tells of: the line that the cursor has come to, and a line whose calls are asked for. */
export type EditorNews = {
  onLine(place: { file: string; line: number }): void;
  onCalls(place: { file: string; line: number }): void;
};

export function makeEditor(
  box: HTMLElement,
  files: FilesStore,
  news: EditorNews,
  words: Words["editor"],
): CodeEditor {
  const editor = monaco.editor.create(box, {
    model: null,
    automaticLayout: true,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--font-mono") || "monospace",
    fontSize: 12.5,
    lineHeight: 20,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    padding: { top: 10, bottom: 10 },
    lineNumbersMinChars: 4,
    lineDecorationsWidth: 16,
    glyphMargin: false,
    folding: false,
    renderLineHighlight: "none",
    overviewRulerLanes: 0,
    renderFinalNewline: "on",
    // A lesson's imports wait to be used: dimming them would say that they are wrong.
    showUnused: false,
    tabSize: 2,
    fixedOverflowWidgets: true,
    stickyScroll: { enabled: false },
    wordBasedSuggestions: "off",
    smoothScrolling: false,
    "semanticHighlighting.enabled": false,
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    unicodeHighlight: { ambiguousCharacters: false },
  });

  const models = new Map<string, ReturnType<typeof monaco.editor.createModel>>();
  /** While the store's text is put into a model, the model's change is no news for the store. */
  let following = false;
  let shown: string | null = null;
  let refresh: ReturnType<typeof setTimeout> | undefined;
  const decorations = editor.createDecorationsCollection();
  const flash = editor.createDecorationsCollection();
  const born = new Map<string, number>();

  const keepPlace = () => {
    const position = editor.getPosition();
    if (shown === null || !position || textOf(files.get(), shown) === null) return;
    files.act({
      act: "place",
      path: shown,
      place: { line: position.lineNumber, column: position.column, top: editor.getScrollTop() },
    });
  };

  const modelOf = (path: string, text: string) => {
    const known = models.get(path);
    if (known) return known;
    const uri = uriOf(path);
    monaco.editor.getModel(uri)?.dispose();
    const model = monaco.editor.createModel(text, undefined, uri);
    model.updateOptions({
      tabSize: 2,
      insertSpaces: true,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    model.onDidChangeContent(() => {
      if (following) return;
      files.act({ act: "edit", path, text: model.getValue() });
      clearTimeout(refresh);
      refresh = setTimeout(recheckOthers, 600);
    });
    models.set(path, model);
    return model;
  };

  const follow = (state: FilesState, label: string) => {
    following = true;
    for (const [path, model] of models) {
      if (textOf(state, path) !== null) continue;
      model.dispose();
      models.delete(path);
    }
    for (const { path, text } of state.files) {
      const model = modelOf(path, text);
      // One edit that can be undone with Ctrl+Z too.
      if (model.getValue() !== text)
        model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
    }
    following = false;
    editor.updateOptions({ ariaLabel: label });
    if (shown === state.open && editor.getModel() === models.get(state.open)) return;
    shown = state.open;
    editor.setModel(models.get(state.open) ?? null);
    const place = state.places[state.open];
    if (place) {
      editor.setPosition({ lineNumber: place.line, column: place.column });
      editor.setScrollTop(place.top);
    }
  };

  const tell = (to: (place: { file: string; line: number }) => void, line: number | undefined) => {
    if (shown !== null && line !== undefined) to({ file: shown, line });
  };
  editor.addAction({
    id: "calls-of-line",
    label: words.callsOfLine,
    keybindings: [monaco.KeyMod.Alt | monaco.KeyCode.F10],
    contextMenuGroupId: "navigation",
    run: () => tell(news.onCalls, editor.getSelection()?.startLineNumber),
  });

  const listening = [
    // A click on a line's number selects the whole line, and the cursor stands on the next: the first one is meant.
    editor.onDidChangeCursorSelection(({ selection }) => {
      if (!following && editor.hasTextFocus()) tell(news.onLine, selection.startLineNumber);
    }),
    editor.onMouseDown(({ target }) => {
      if (target.type === monaco.editor.MouseTargetType.GUTTER_LINE_NUMBERS)
        tell(news.onCalls, target.position.lineNumber);
    }),
    editor.onDidBlurEditorText(keepPlace),
    editor.onDidScrollChange(debounce(keepPlace, 500)),
  ];

  return {
    setTheme: (theme) => monaco.editor.setTheme(`socket-${theme}`),
    follow,
    reveal: ({ file, line, column }) => {
      if (file !== shown) return;
      editor.revealLineInCenterIfOutsideViewport(line);
      editor.setPosition({ lineNumber: line, column });
      flash.set([
        {
          range: new monaco.Range(line, 1, line, 1),
          options: { isWholeLine: true, className: "line-shown" },
        },
      ]);
      setTimeout(() => flash.clear(), 1_600);
    },
    mark: (marks, now, words) => {
      const present = performance.now();
      const alive = new Set<string>();
      const aged = marks.map((mark) => {
        const key = `${mark.file}:${mark.line}:${mark.call}:${mark.since}`;
        alive.add(key);
        const seen = born.get(key) ?? present;
        born.set(key, seen);
        return now === null ? { ...mark, since: 0, age: (present - seen) * 1_000 } : { ...mark, age: null };
      });
      for (const key of born.keys()) if (!alive.has(key)) born.delete(key);
      const model = editor.getModel();
      if (!model) return;
      decorations.set(
        aged
          .filter((mark) => mark.line <= model.getLineCount())
          .flatMap(({ age, ...mark }) =>
            markDecorations(mark, age ?? now ?? mark.since, model.getLineMaxColumn(mark.line), words),
          ),
      );
    },
    focus: () => editor.focus(),
    dispose: () => {
      keepPlace();
      clearTimeout(refresh);
      for (const one of listening) one.dispose();
      editor.dispose();
      for (const model of models.values()) model.dispose();
    },
  };
}

/** Monaco judges only the file that was edited; a touched library makes it judge the others anew. */
let touches = 0;
function recheckOthers(): void {
  touches += 1;
  touched?.dispose();
  touched = typescriptDefaults.addExtraLib(`// ${touches}`, "file:///node_modules/.touch/index.d.ts");
}
let touched: { dispose(): void } | null = null;

function debounce(run: () => void, ms: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  };
}
