import { type FilesAct, type FilesState, openFiles, reduceFiles } from "./files-state.ts";

/** The learner's files outside React, kept in this browser: one store for each lesson and idiom. */
export type FilesStore = {
  get(): FilesState;
  subscribe(listener: () => void): () => void;
  act(act: FilesAct): void;
  /** Reads what this browser kept; done once the page stands, since the server cannot know it. */
  restore(): void;
  /** Writes what is not written yet. */
  save(): void;
  /** What the lesson itself opens with. */
  start: Readonly<Record<string, string>>;
};

type Shelf = Pick<Storage, "getItem" | "setItem">;

export function createFilesStore(
  key: string,
  start: Readonly<Record<string, string>>,
  shelf: () => Shelf | null = browserShelf,
): FilesStore {
  let state = openFiles(start);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let restored = false;
  const listeners = new Set<() => void>();

  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    try {
      shelf()?.setItem(key, JSON.stringify({ version: 1, ...state }));
    } catch {
      // The browser's store is full or forbidden: the files live on in this page.
    }
  };

  const set = (next: FilesState) => {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };

  return {
    start,
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    act: (act) => {
      const before = state;
      set(reduceFiles(state, act));
      if (state !== before && timer === undefined) timer = setTimeout(save, 300);
    },
    restore: () => {
      if (restored) return;
      restored = true;
      const kept = parseKept(read(shelf, key));
      if (kept) set(kept);
    },
    save: () => {
      if (timer !== undefined) save();
    },
  };
}

function read(shelf: () => Shelf | null, key: string): string | null {
  try {
    return shelf()?.getItem(key) ?? null;
  } catch {
    // A browser that forbids storage has kept nothing.
    return null;
  }
}

/** What was kept, if it is ours and whole; anything else is as good as nothing. */
export function parseKept(text: string | null): FilesState | null {
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Damaged: the lesson's own files stand.
    return null;
  }
  if (!isRecord(value) || value.version !== 1) return null;
  const files = asFiles(value.files);
  if (!files || files.length === 0) return null;
  const open = files.some((file) => file.path === value.open) ? String(value.open) : (files[0]?.path ?? "");
  const aside = isRecord(value.aside) ? value.aside : null;
  const asideFiles = aside && asFiles(aside.files);
  return {
    files,
    open,
    places: isRecord(value.places) ? (value.places as FilesState["places"]) : {},
    args: typeof value.args === "string" ? value.args : "",
    aside:
      aside && asideFiles && isRecord(aside.by)
        ? {
            files: asideFiles,
            open: String(aside.open),
            by: aside.by as NonNullable<FilesState["aside"]>["by"],
          }
        : null,
  };
}

function asFiles(value: unknown): { path: string; text: string }[] | null {
  if (!Array.isArray(value)) return null;
  const good = value.every(
    (file) => isRecord(file) && typeof file.path === "string" && typeof file.text === "string",
  );
  return good ? value.map(({ path, text }) => ({ path, text })) : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const browserShelf = () => (typeof localStorage === "undefined" ? null : localStorage);
