/** The colours and the font of the picture, as the page's theme has them now. */
import type { Tone } from "../scene/scene.ts";

export type Palette = Readonly<Record<Tone | "panel" | "raised" | "line", string>> & { font: string };

const tones: readonly (Tone | "panel" | "raised" | "line")[] = [
  "text",
  "muted",
  "faint",
  "you",
  "lab",
  "syn",
  "data",
  "fin",
  "rst",
  "ack",
  "accent",
  "panel",
  "raised",
  "line",
];

/** Reads the colours that hold now from the page's custom properties. */
export function readPalette(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const palette: Record<string, string> = { font: style.fontFamily };
  for (const tone of tones) palette[tone] = style.getPropertyValue(`--${tone}`).trim() || style.color;
  return palette as Palette;
}
