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

/** Wakes Monaco: its workers, what TypeScript is here, and the libraries that programs may import. Once a page. */

self.MonacoEnvironment = {
  getWorker: (_id, label) =>
    label === "typescript" || label === "javascript"
      ? new Worker(new URL("monaco-editor/languages/features/typescript/ts.worker.js", import.meta.url), {
          type: "module",
        })
      : new Worker(new URL("monaco-editor/editor/editor.worker.js", import.meta.url), { type: "module" }),
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

export { monaco, typescriptDefaults };
