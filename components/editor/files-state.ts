import { limits } from "../../protocol/limits.ts";
import { filePathRule } from "./file-path-rule.ts";

/** The learner's files as the editor holds them: pure acts on an ordered list, each of them undoable where it takes something away. */

export type Place = { line: number; column: number; top: number };

export type FilesState = {
  /** In the order of the tabs. */
  files: readonly { path: string; text: string }[];
  /** The file that is shown. */
  open: string;
  /** Where the cursor stood, by file. */
  places: Readonly<Record<string, Place>>;
  /** Command line arguments, as typed. */
  args: string;
  /** What the last act took away, and which act it was. */
  aside: { files: FilesState["files"]; open: string; by: Aside } | null;
};

export type Aside =
  | { act: "reset" }
  | { act: "solution" }
  | { act: "replace" }
  | { act: "remove"; path: string };

export type FilesAct =
  | { act: "edit"; path: string; text: string }
  | { act: "open"; path: string }
  | { act: "add"; path: string; text: string }
  | { act: "rename"; path: string; to: string }
  | { act: "remove"; path: string }
  /** Other files in place of these. */
  | { act: "replace"; files: Readonly<Record<string, string>>; by: "reset" | "solution" | "replace" }
  | { act: "undo" }
  /** The learner has seen that it can be undone. */
  | { act: "settle" }
  | { act: "place"; path: string; place: Place }
  | { act: "args"; args: string };

export function openFiles(files: Readonly<Record<string, string>>): FilesState {
  const list = toList(files);
  return { files: list, open: list[0]?.path ?? "", places: {}, args: "", aside: null };
}

export function reduceFiles(state: FilesState, act: FilesAct): FilesState {
  switch (act.act) {
    case "edit": {
      const before = textOf(state, act.path);
      if (before === null || before === act.text) return state;
      return { ...state, files: state.files.map((file) => (file.path === act.path ? act : file)).map(plain) };
    }
    case "open":
      return textOf(state, act.path) === null ? state : { ...state, open: act.path };
    case "add":
      if (textOf(state, act.path) !== null)
        return reduceFiles(reduceFiles(state, { act: "edit", path: act.path, text: act.text }), {
          act: "open",
          path: act.path,
        });
      return { ...state, files: [...state.files, plain(act)], open: act.path };
    case "rename": {
      if (textOf(state, act.path) === null || textOf(state, act.to) !== null) return state;
      const files = state.files.map((file) =>
        file.path === act.path ? { path: act.to, text: file.text } : file,
      );
      return { ...state, files, open: state.open === act.path ? act.to : state.open };
    }
    case "remove": {
      const at = state.files.findIndex((file) => file.path === act.path);
      if (at === -1 || state.files.length === 1) return state;
      const files = state.files.filter((_, index) => index !== at);
      const open = state.open === act.path ? (files[Math.max(0, at - 1)]?.path ?? "") : state.open;
      return { ...state, files, open, aside: asideOf(state, { act: "remove", path: act.path }) };
    }
    case "replace": {
      const files = toList(act.files);
      const open = files.some((file) => file.path === state.open) ? state.open : (files[0]?.path ?? "");
      return { ...state, files, open, aside: asideOf(state, { act: act.by }) };
    }
    case "undo":
      if (!state.aside) return state;
      return { ...state, files: state.aside.files, open: state.aside.open, aside: null };
    case "settle":
      return { ...state, aside: null };
    case "place":
      return { ...state, places: { ...state.places, [act.path]: act.place } };
    case "args":
      return { ...state, args: act.args };
  }
}

export const textOf = (state: FilesState, path: string): string | null =>
  state.files.find((file) => file.path === path)?.text ?? null;

/** As messages carry them. */
export const filesRecord = (state: FilesState): Record<string, string> =>
  Object.fromEntries(state.files.map(({ path, text }) => [path, text]));

export type NameProblem = "empty" | "bad" | "long" | "taken" | "kind" | "modules" | "many";

const kinds = /\.(ts|txt|json|html|css|csv|md|svg)$/;

/** Why a file may not be called so; null when it may. `self` is the file that is being renamed. */
export function nameProblem(state: FilesState, path: string, self: string | null): NameProblem | null {
  if (path === "") return "empty";
  if (path.length > limits.files.pathLength) return "long";
  if (path.split("/").includes("node_modules")) return "modules";
  if (!filePathRule.test(path)) return "bad";
  if (!kinds.test(path)) return "kind";
  // What is a file is no folder on the way to another one.
  const within = (one: string, other: string) => `${other}/`.startsWith(`${one}/`);
  if (state.files.some((file) => file.path !== self && (within(file.path, path) || within(path, file.path))))
    return "taken";
  if (self === null && state.files.length >= limits.files.count) return "many";
  return null;
}

export type SizeProblem = { what: "file"; path: string; limit: number } | { what: "total"; limit: number };

/** Why these files are too much for a run; null when they are not. */
export function sizeProblem(state: FilesState): SizeProblem | null {
  const encoder = new TextEncoder();
  let total = 0;
  for (const { path, text } of state.files) {
    const bytes = encoder.encode(text).length;
    if (bytes > limits.files.fileBytes) return { what: "file", path, limit: limits.files.fileBytes };
    total += bytes;
  }
  return total > limits.files.totalBytes ? { what: "total", limit: limits.files.totalBytes } : null;
}

/** The files that are programs: TypeScript that no other file imports or starts as a thread. */
export function programsOf(state: FilesState): string[] {
  const code = state.files.filter((file) => file.path.endsWith(".ts"));
  const used = new Set<string>();
  for (const { path, text } of code) {
    const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
    for (const match of text.matchAll(/["'`](\.{1,2}\/[\w./-]+\.ts)["'`]/g)) {
      const name = match[1];
      if (name !== undefined) used.add(resolve(folder, name));
    }
  }
  const programs = code.map((file) => file.path).filter((path) => !used.has(path));
  return programs.length > 0 ? programs : code.map((file) => file.path);
}

/** The words of a command line: parted by blanks, kept whole by quotes. */
export function splitArgs(line: string): string[] {
  const words = line.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return words
    .map((word) => word.replace(/^(["'])(.*)\1$/, "$2").slice(0, limits.program.argLength))
    .slice(0, limits.program.args);
}

function resolve(folder: string, name: string): string {
  const parts = folder.split("/").filter(Boolean);
  for (const part of name.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

const plain = ({ path, text }: { path: string; text: string }) => ({ path, text });

const toList = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([path, text]) => ({ path, text }));

const asideOf = (state: FilesState, by: Aside) => ({ files: state.files, open: state.open, by });
