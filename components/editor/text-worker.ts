/** Monaco's work on texts in a worker, which says a word once all of its scripts are there. */
import "monaco-editor/editor/editor.worker.js";

self.postMessage("awake");
