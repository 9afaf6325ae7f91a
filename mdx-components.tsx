import type { MDXComponents } from "mdx/types";
import { lessonElements } from "@/components/lesson/mdx-elements";

/** What the lessons' prose is made of. */
export function useMDXComponents(): MDXComponents {
  return lessonElements;
}
