/** One line of the bench: a figure, most often a ratio against a baseline of the same run, and what it may be. */
export type BenchRow = {
  name: string;
  value: number;
  unit: string;
  /** In words, `at most 0.1`; empty where a figure is told without a budget. */
  budget: string;
  ok: boolean;
};

export function atMost(name: string, value: number, unit: string, most: number): BenchRow {
  return { name, value, unit, budget: `at most ${most}`, ok: value <= most };
}

export function atLeast(name: string, value: number, unit: string, least: number): BenchRow {
  return { name, value, unit, budget: `at least ${least}`, ok: value >= least };
}

/** A figure that is only told. */
export function told(name: string, value: number, unit: string): BenchRow {
  return { name, value, unit, budget: "", ok: true };
}
