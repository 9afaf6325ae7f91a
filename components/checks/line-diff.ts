/**
 * A line-by-line difference of two texts: the shortest edit script (Myers 1986), laid out in pairs for two columns.
 */

export type DiffRow =
  | { kind: "same"; left: string; right: string; leftLine: number; rightLine: number }
  | {
      kind: "changed";
      left: string | null;
      right: string | null;
      leftLine: number | null;
      rightLine: number | null;
    };

/** Lines above which the search for the shortest script would be slow; beyond it whole texts are set side by side. */
const mostEdits = 2_000;

/** Rows in order: equal lines face each other; runs of removed and added lines are paired from the top. */
export function lineDiff(before: string, after: string): DiffRow[] {
  const a = linesOf(before);
  const b = linesOf(after);
  const kept = commonLines(a, b);
  const rows: DiffRow[] = [];
  let i = 0;
  let j = 0;
  const changeUpTo = (endA: number, endB: number) => {
    while (i < endA || j < endB) {
      const left = i < endA ? i++ : null;
      const right = j < endB ? j++ : null;
      rows.push({
        kind: "changed",
        left: left === null ? null : (a[left] ?? ""),
        right: right === null ? null : (b[right] ?? ""),
        leftLine: left === null ? null : left + 1,
        rightLine: right === null ? null : right + 1,
      });
    }
  };
  for (const [atA, atB] of kept) {
    changeUpTo(atA, atB);
    rows.push({ kind: "same", left: a[i] ?? "", right: b[j] ?? "", leftLine: i + 1, rightLine: j + 1 });
    i += 1;
    j += 1;
  }
  changeUpTo(a.length, b.length);
  return rows;
}

function linesOf(text: string): string[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Pairs of indexes of the lines that both texts keep. */
function commonLines(a: readonly string[], b: readonly string[]): [number, number][] {
  const n = a.length;
  const m = b.length;
  const most = Math.min(n + m, mostEdits);
  let v = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= most; d += 1) {
    trace.push(v);
    const next = new Map(v);
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1));
      let x = down ? (v.get(k + 1) ?? 0) : (v.get(k - 1) ?? 0) + 1;
      while (x < n && x - k < m && x - k >= 0 && a[x] === b[x - k]) x += 1;
      next.set(k, x);
      v = next;
      if (x >= n && x - k >= m) return backtrack(trace, n, m, d);
    }
  }
  return [];
}

function backtrack(trace: Map<number, number>[], n: number, m: number, edits: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = n;
  let y = m;
  for (let d = edits; d >= 0; d -= 1) {
    const v = trace[d] as Map<number, number>;
    const k = x - y;
    const down = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : (v.get(fromK) ?? 0);
    const fromY = d === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY && x > 0 && y > 0 && (d === 0 || x > (down ? fromX : fromX + 1))) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}
