/** The picture's measures: what the layout places by and the scene draws by. */

/** Distances at zoom 1, in CSS pixels. */
export const metric = {
  /** A label's band. */
  label: 14,
  /** The least distance between two moments. */
  step: 6,
  /** The least fall of an arrow from host to host. */
  slant: 12,
  /** Half of the cross in which what is lost ends. */
  cross: 6,
  /** A loop of loopback traffic, from leaving to coming back. */
  loop: 14,
  /** Half of the box in which a held frame waits. */
  held: 13,
  /** A gap's band, and the wait from which there is one. */
  gap: 20,
  gapMicros: 200_000,
  top: 12,
} as const;
