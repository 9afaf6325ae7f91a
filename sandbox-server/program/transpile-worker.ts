/** The thread of transpile-thread: is given a program's files and answers with what is to run. */
import { parentPort } from "node:worker_threads";
import { transpile } from "./transpile.ts";

parentPort?.on("message", (files: Record<string, string>) => parentPort?.postMessage(transpile(files)));
