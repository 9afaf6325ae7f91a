/**
 * Where a condition's slider stands, and what it asks for: a curve gives small values room, stops go from one to the
 * next. Every position that differs asks for another value, so that arrow keys go on where the curve is flat.
 */
export type SliderCurve = {
  /** Positions are 0 to this. */
  last: number;
  placeOf(value: number): number;
  /** The value at a position, for a hand that comes from `from`. */
  valueAt(position: number, from: number): number;
};

export function sliderCurve(range: {
  /** Where the slider ends. */
  soft: number;
  step: number;
  /** Values that the slider stops at, instead of a curve. */
  stops?: readonly number[] | undefined;
}): SliderCurve {
  const { soft, step, stops } = range;
  if (stops)
    return {
      last: stops.length - 1,
      placeOf: (value) =>
        Math.max(
          0,
          stops.findLastIndex((stop) => stop <= value),
        ),
      valueAt: (position) => stops[position] ?? 0,
    };
  const last = 100;
  const stepAt = (value: number) => (value >= 20 ? Math.max(step, 1) : step);
  const rounded = (value: number) => Number((Math.round(value / stepAt(value)) * stepAt(value)).toFixed(2));
  const placeOf = (value: number) => Math.round(Math.sqrt(Math.min(1, value / soft)) * last);
  return {
    last,
    placeOf,
    valueAt: (position, from) => {
      const wanted = rounded((position / last) ** 2 * soft);
      const way = Math.sign(position - placeOf(from));
      // As far as the hand has moved it may be less than a step: a step it is then.
      if (way === 0 || Math.sign(wanted - from) === way) return wanted;
      return Math.min(soft, Math.max(0, rounded(from + way * stepAt(from))));
    },
  };
}
