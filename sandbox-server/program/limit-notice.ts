/** The notice for a limit that was reached, with its number as a person reads it. */
import type { Notice } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";

const size = (bytes: number) => (bytes >= 1 << 20 ? `${bytes / (1 << 20)} MB` : `${bytes / 1024} kB`);
const time = (ms: number) => (ms >= 60_000 ? `${ms / 60_000} min` : `${ms / 1000} s`);

const limit: Partial<Record<Notice["code"], string | number>> = {
  "limit-memory": `${limits.program.heapMiB} MB`,
  "limit-lab-memory": size(limits.lab.memoryBytes),
  "limit-tasks": limits.program.tasks,
  "limit-files": limits.program.files,
  "limit-disk": size(limits.lab.homeBytes),
  "limit-output": size(limits.program.outputBytes),
  "limit-wall": time(limits.program.wallMs),
  "limit-cpu": time(limits.program.cpuSeconds * 1000),
  "limit-programs": limits.lab.programs,
  "limit-calls": limits.program.calls,
};

export function limitNotice(code: Notice["code"]): Notice {
  const value = limit[code];
  return { code, data: value === undefined ? {} : { limit: value } };
}
