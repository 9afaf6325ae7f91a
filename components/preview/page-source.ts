/**
 * What the learner's server has answered for the parts of a page, by path; null for what has not come, is none of its
 * kind, or has no room any more. That a part is asked for here is how the page comes to be asked for it.
 */
export type PageSource = {
  /** A style sheet as text. */
  sheet(path: string): string | null;
  /** A picture as a data URL. */
  picture(path: string): string | null;
  /** What a style sheet names, a picture or a font, as a data URL. */
  file(path: string): string | null;
};
