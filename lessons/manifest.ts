import type { Idiom, PeerId } from "../protocol/names.ts";
import type { WireSettings } from "../protocol/wire-settings.ts";

/** A text in each language of the site. */
export type Words = { en: string; zh: string };

/** One requirement of a lesson's exercise; `check.ts` proves it under the same id. */
export type Requirement = {
  /** kebab-case, unique in the lesson. */
  id: string;
  /** What the program must do, as one short sentence. */
  title: Words;
  /** From a nudge to nearly the answer; at least two. */
  hints: Words[];
};

/** What a lesson declares: `lessons/NN-name/lesson.ts` exports one as `lesson`. */
export type Lesson = {
  slug: string;
  part: PartId;
  title: Words;
  /** One sentence for the course map. */
  summary: Words;
  minutes: number;
  /** The file each idiom's Run button starts, and the files the editor opens with come from start/ and node/start/. */
  entry: string;
  /** Files in the order of the editor's tabs; the first is shown. */
  files: string[];
  idioms: Idiom[];
  /** Reference peers that stand on host `lab` when the lesson opens. */
  peers: PeerId[];
  wire?: WireSettings;
  requirements: Requirement[];
  /** Plausible wrong answers: `mistakes/<file>`, an idiom each, and the one requirement that must fail. */
  mistakes: { folder: string; idiom: Idiom; fails: string }[];
};

export type PartId = "a" | "b" | "c" | "d" | "e" | "f";
