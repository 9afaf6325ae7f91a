/**
 * Wires that exist. Delays are one-way. A preset never touches `hold`: that is a switch of the learner's own.
 *
 * - Wi-Fi: the radio sends a frame again up to seven times before it gives up, so loss seen above it is small.
 * - Mobile (4G): scheduling in slots makes delay and jitter; the way up is slower than the way down.
 * - Satellite: 2 x 35,786 km at the speed of light is 239 ms, before any router has looked at the frame.
 * - Bad day: a congested link with everything going wrong at once, and still usable by TCP.
 */
import { perfectConditions } from "../../protocol/perfect-wire.ts";
import type { WireConditions, WireSettings } from "../../protocol/wire-settings.ts";

export const presetNames = ["perfect", "wifi", "mobile", "satellite", "badDay"] as const;
export type PresetName = (typeof presetNames)[number];

const of = (conditions: Partial<WireConditions>): WireConditions => ({ ...perfectConditions, ...conditions });
const both = (conditions: Partial<WireConditions>): WireSettings => ({
  you: of(conditions),
  lab: of(conditions),
});

export const presets: Readonly<Record<PresetName, WireSettings>> = {
  perfect: both({}),
  wifi: both({ delay: 3, jitter: 2, loss: 0.1, rate: 50_000_000 }),
  mobile: {
    you: of({ delay: 30, jitter: 12, loss: 0.5, reorder: 0.2, rate: 5_000_000 }),
    lab: of({ delay: 25, jitter: 12, loss: 0.5, reorder: 0.2, rate: 20_000_000 }),
  },
  satellite: {
    you: of({ delay: 270, jitter: 8, loss: 0.3, rate: 3_000_000 }),
    lab: of({ delay: 270, jitter: 8, loss: 0.3, rate: 25_000_000 }),
  },
  badDay: both({ delay: 100, jitter: 60, loss: 10, duplicate: 2, reorder: 5, corrupt: 1, rate: 1_000_000 }),
};

const keys = ["loss", "delay", "jitter", "duplicate", "reorder", "corrupt", "rate", "cut"] as const;
const same = (a: WireConditions, b: WireConditions) => keys.every((key) => a[key] === b[key]);

/** The preset that these settings are, whatever `hold` is; null when they are the learner's own. */
export function presetOf(settings: WireSettings): PresetName | null {
  return (
    presetNames.find(
      (name) => same(presets[name].you, settings.you) && same(presets[name].lab, settings.lab),
    ) ?? null
  );
}

/** A preset laid over what is set now: `hold` stays. */
export function withPreset(settings: WireSettings, name: PresetName): WireSettings {
  return {
    you: { ...presets[name].you, hold: settings.you.hold },
    lab: { ...presets[name].lab, hold: settings.lab.hold },
  };
}
