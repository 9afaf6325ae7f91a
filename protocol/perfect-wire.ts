import type { WireConditions, WireSettings } from "./wire-settings.ts";

/** A wire that loses, delays and changes nothing. Kept apart from the schema, which a page need not load. */
export const perfectConditions: WireConditions = {
  loss: 0,
  delay: 0,
  jitter: 0,
  duplicate: 0,
  reorder: 0,
  corrupt: 0,
  rate: 0,
  cut: false,
  hold: false,
};
export const perfectWire: WireSettings = { you: perfectConditions, lab: perfectConditions };
