/**
 * Where a label finds room beside the lines that cross its band. Arrows slant through the bands of other packets'
 * labels when several are in flight; a label goes to the free stretch nearest to where it would like to be, in the
 * longest wording that fits, and without words before it would lie on a line.
 */

/** A straight line between two points. */
export type Segment = { x0: number; y0: number; x1: number; y1: number };
export type Stretch = { left: number; right: number };

const clear = 3;

/** The stretches of [left, right] that no segment crosses between `top` and `bottom`, `clear` pixels kept away. */
export function freeStretches(
  segments: readonly Segment[],
  top: number,
  bottom: number,
  left: number,
  right: number,
): Stretch[] {
  const taken: Stretch[] = [];
  for (const { x0, y0, x1, y1 } of segments) {
    const low = Math.min(y0, y1);
    const high = Math.max(y0, y1);
    if (high <= top || low >= bottom) continue;
    const along = (y: number) => (y1 === y0 ? 0 : (y - y0) / (y1 - y0));
    const a = y1 === y0 ? 0 : Math.min(1, Math.max(0, along(top)));
    const b = y1 === y0 ? 1 : Math.min(1, Math.max(0, along(bottom)));
    const xa = x0 + (x1 - x0) * a;
    const xb = x0 + (x1 - x0) * b;
    taken.push({ left: Math.min(xa, xb) - clear, right: Math.max(xa, xb) + clear });
  }
  taken.sort((a, b) => a.left - b.left);
  const free: Stretch[] = [];
  let from = left;
  for (const stretch of taken) {
    if (stretch.left > from) free.push({ left: from, right: Math.min(stretch.left, right) });
    from = Math.max(from, stretch.right);
    if (from >= right) break;
  }
  if (from < right) free.push({ left: from, right });
  return free;
}

/** The longest of `widths` (longest first) that fits a stretch, as near to `wish` (its centre) as can be; null if none. */
export function placeLabel(
  stretches: readonly Stretch[],
  widths: readonly number[],
  wish: number,
): { which: number; x: number } | null {
  for (const [which, width] of widths.entries()) {
    let best: { which: number; x: number } | null = null;
    let away = Number.POSITIVE_INFINITY;
    for (const { left, right } of stretches) {
      if (right - left < width) continue;
      const x = Math.min(right - width, Math.max(left, wish - width / 2));
      const distance = Math.abs(x + width / 2 - wish);
      if (distance < away) {
        away = distance;
        best = { which, x };
      }
    }
    if (best) return best;
  }
  return null;
}
