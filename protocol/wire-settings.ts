import { z } from "zod";

const percent = z.number().min(0).max(100);
const milliseconds = z.number().min(0).max(5_000);

/** What the wire does to frames that travel one way. All zero and false is a perfect wire. */
export const wireConditionsSchema = z.strictObject({
  /** Chance that a frame is lost, in percent. */
  loss: percent,
  /** One-way delay, and how far it varies either way, in milliseconds. */
  delay: milliseconds,
  jitter: milliseconds,
  /** Chance that a frame is delivered twice, in percent. */
  duplicate: percent,
  /** Chance that a frame waits long enough for a later one to overtake it, in percent. */
  reorder: percent,
  /** Chance that one bit of a frame's payload is flipped, in percent. */
  corrupt: percent,
  /** Bits a second; 0 is as fast as the machine goes. */
  rate: z.number().min(0).max(1_000_000_000),
  /** Nothing passes. */
  cut: z.boolean(),
  /**
   * Every frame stops at the wire until it is released or dropped by hand. ARP and neighbour discovery pass:
   * the kernel gives an address up after three seconds without an answer. Letting go of hold releases what waits.
   */
  hold: z.boolean(),
});
export type WireConditions = z.infer<typeof wireConditionsSchema>;

/** Both directions: what leaves `you`, and what leaves `lab`. */
export const wireSettingsSchema = z.strictObject({ you: wireConditionsSchema, lab: wireConditionsSchema });
export type WireSettings = z.infer<typeof wireSettingsSchema>;

export { perfectConditions, perfectWire } from "./perfect-wire.ts";
