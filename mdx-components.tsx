import type { MDXComponents } from "mdx/types";

/** What the lessons' prose may use besides plain Markdown. */
const components: MDXComponents = {};

export function useMDXComponents(): MDXComponents {
  return components;
}
