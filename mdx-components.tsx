import type { MDXComponents } from "mdx/types";
import { lessonElements } from "@/components/lesson/mdx-elements";

/** What the lessons' prose may use: Markdown in the site's own look, and the parts of a lesson. */
export function useMDXComponents(): MDXComponents {
  return lessonElements;
}
