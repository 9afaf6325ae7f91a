import { workerData } from "node:worker_threads";
import { runThread, type ThreadRequest } from "./thread-host.ts";

/** The first file of every Worker that the package makes itself. */

const request = workerData as ThreadRequest & { url: string };
await runThread(request, () => import(request.url));
