/** Where the site serves a lesson's recordings: `solution-berkeley.socketlab` and the like, one for each idiom. */
import type { Idiom } from "../../protocol/names.ts";

export function recordingUrl(lesson: string, name: string, idiom: Idiom): string {
  return `/recordings/${lesson}/${name}-${idiom}.socketlab`;
}
