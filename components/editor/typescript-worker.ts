/** Monaco's TypeScript in a worker, which says a word once all of its scripts are there. */
import "monaco-editor/languages/features/typescript/ts.worker.js";

self.postMessage("awake");
