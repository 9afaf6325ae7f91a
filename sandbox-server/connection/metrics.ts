/** What the server counts, in Prometheus' words. One registry for one server. */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { wireTotals } from "../wire/wire-thread.ts";

export type Metrics = ReturnType<typeof createMetrics>;

const seconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function createMetrics(now: { labs(): number; warm(): number; grouped: boolean }) {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: "playground_labs",
    help: "Labs that are open.",
    registers,
    collect() {
      this.set(now.labs());
    },
  });
  new Gauge({
    name: "playground_labs_warm",
    help: "Labs that stand ready for the next page.",
    registers,
    collect() {
      this.set(now.warm());
    },
  });
  new Gauge({
    name: "playground_control_groups",
    help: "1 when each lab has a control group of its own, 0 where the machine gives none.",
    registers,
  }).set(now.grouped ? 1 : 0);
  new Gauge({
    name: "playground_timers",
    help: "Timers of the server that have not fired yet. They stand still when no lab is open.",
    registers,
    collect() {
      this.set(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length);
    },
  });
  new Gauge({
    name: "playground_memory_bytes",
    help: "The server process's own memory, its sandboxes' apart: resident, V8's heap in use, and outside that heap.",
    labelNames: ["kind"] as const,
    registers,
    collect() {
      const { rss, heapUsed, external } = process.memoryUsage();
      this.set({ kind: "resident" }, rss);
      this.set({ kind: "heap" }, heapUsed);
      this.set({ kind: "external" }, external);
    },
  });
  // The wire's thread counts by itself; these are its totals, taken over when somebody asks.
  for (const [name, help, total] of [
    [
      "playground_wire_frames_total",
      "Frames that the wires of all labs have carried.",
      () => wireTotals.carried,
    ],
    ["playground_wire_drops_total", "Frames that the wires of all labs have dropped.", () => wireTotals.lost],
  ] as const)
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(total());
      },
    });
  return {
    registry,
    opened: new Histogram({
      name: "playground_lab_open_seconds",
      help: "From a page's first message to its lab being ready.",
      buckets: seconds,
      registers,
    }),
    runs: new Counter({ name: "playground_runs_total", help: "Programs asked to run.", registers }),
    firstByte: new Histogram({
      name: "playground_run_first_byte_seconds",
      help: "From a run's message to the first byte of its output.",
      buckets: seconds,
      registers,
    }),
    refusals: new Counter({
      name: "playground_refusals_total",
      help: "Pages and messages turned away, by reason.",
      labelNames: ["reason"] as const,
      registers,
    }),
    faults: new Counter({ name: "playground_faults_total", help: "Faults of ours.", registers }),
    frames: new Counter({ name: "playground_frames_shown_total", help: "Frames shown to pages.", registers }),
    framesLost: new Counter({
      name: "playground_frames_lost_total",
      help: "Frames that a wire did not deliver, by reason.",
      labelNames: ["why"] as const,
      registers,
    }),
    loopLag: new Histogram({
      name: "playground_loop_lag_seconds",
      help: "How late the server's own timers come.",
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5],
      registers,
    }),
  };
}
