/** The thread of transpile-thread: says that it is ready, is given a program's files, answers with what is to run. */
import { parentPort } from "node:worker_threads";
import { transpile } from "./transpile.ts";

// The first file takes the parsers' loading with it; no learner should wait for that.
transpile({ "warm.ts": "const x: Socket = open();\nx.send(1);\n" });
parentPort?.on("message", (files: Record<string, string>) => parentPort?.postMessage(transpile(files)));
parentPort?.postMessage("ready");
