/** Where the columns stand for a given width: gutters for calls, the two lifelines with their lanes, the wire between. */

export type Geometry = {
  width: number;
  /** The lifelines at their innermost lane, and the wire between them. */
  you: number;
  lab: number;
  wire: number;
  /** Text of calls: right-aligned up to `youText`, left-aligned from `labText`; each with its room. */
  youText: number;
  youRoom: number;
  labText: number;
  labRoom: number;
  /** Where packets' labels may stand. */
  left: number;
  right: number;
  /** Text of the clock at the far left; 0 without room for one. */
  clock: number;
};

/** Lanes stand this far apart; more than `mostLanes` share the outermost. */
export const laneStep = 13;
export const mostLanes = 6;

/** From lifeline to lifeline, at least. */
const leastWire = 150;

/** The x of a lane on `you` or `lab`. */
export function laneX(geometry: Geometry, host: "you" | "lab", lane: number): number {
  const shift = Math.min(Math.max(lane, 0), mostLanes - 1) * laneStep;
  return host === "you" ? geometry.you - shift : geometry.lab + shift;
}

/** `lanes` tells how many each host has; a host without calls gets no gutter. */
export function timelineGeometry(width: number, lanes: { you: number; lab: number }, scale = 1): Geometry {
  const clock = width >= 640 ? 62 : 0;
  const extra = (count: number) => Math.max(0, Math.min(count, mostLanes) - 1) * laneStep;
  const lanesWidth = extra(lanes.you) + extra(lanes.lab);
  // The wire keeps room for words; what is left is the gutters'.
  const most = (width - clock - lanesWidth - 40 - leastWire) / (lanes.lab > 0 ? 2 : 1);
  const ideal = Math.min(260, Math.max(72, (width - clock) * 0.262)) * Math.min(1.15, Math.max(1, scale));
  const room = Math.max(0, Math.min(ideal, most));
  const youRoom = room;
  const labRoom = lanes.lab > 0 ? room : 22;
  const you = 8 + clock + youRoom + 12 + extra(lanes.you);
  const lab = width - 8 - labRoom - 12 - extra(lanes.lab);
  return {
    width,
    you,
    lab,
    wire: (you + lab) / 2,
    youText: 8 + clock + youRoom,
    youRoom,
    labText: width - 8 - labRoom,
    labRoom,
    left: you + 17,
    right: lab - 17,
    clock,
  };
}
