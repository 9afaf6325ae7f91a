"use client";

import * as monaco from "monaco-editor/editor";
import "monaco-editor/features/register.all";
import "monaco-editor/languages/definitions/typescript/register";
import {
  type ModuleKind,
  type ModuleResolutionKind,
  type ScriptTarget,
  typescriptDefaults,
} from "monaco-editor/languages/features/typescript/register";
import { lateHelp } from "./late-help.ts";

/** Wakes Monaco: its workers, what TypeScript is here, and the libraries that programs may import. Once a page. */

self.MonacoEnvironment = {
  getWorker: async (_id, label) => {
    if (label !== "typescript" && label !== "javascript")
      return lateHelp.worker(
        () => new Worker(new URL("./text-worker.ts", import.meta.url), { type: "module" }),
      );
    const [worker] = await Promise.all([
      lateHelp.worker(
        () => new Worker(new URL("./typescript-worker.ts", import.meta.url), { type: "module" }),
      ),
      types,
    ]);
    return worker;
  },
};

typescriptDefaults.setCompilerOptions({
  target: 99 as ScriptTarget,
  module: 99 as ModuleKind,
  moduleResolution: 100 as ModuleResolutionKind,
  // By the library's file name: without the DOM, which a program on Node does not have.
  lib: ["lib.esnext.d.ts"],
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  types: ["node"],
  erasableSyntaxOnly: true,
});
typescriptDefaults.setEagerModelSync(true);

/** The declarations of `sockets` and of Node. TypeScript waits for them: without them it would find false faults. */
const types = lateHelp
  .json<Record<string, string>>("/editor-types")
  .then((files) =>
    typescriptDefaults.setExtraLibs(
      Object.entries(files).map(([path, content]) => ({ content, filePath: `file://${path}` })),
    ),
  );

export { monaco, typescriptDefaults };
