/** What the site keeps for shared links. Sizes are bytes of the packed file, times are milliseconds. */
export const shareLimits = {
  /** One shared recording, packed. */
  fileBytes: 768 * 1024,
  /** All of them together; past it nothing more is taken until old ones have expired. */
  totalBytes: 512 * 1024 * 1024,
  /** How long a link works. */
  lifeMs: 30 * 24 * 60 * 60_000,
  /** New links for one address, in a window. */
  perAddress: 20,
  windowMs: 10 * 60_000,
  /** How often what has expired is deleted, at most. */
  sweepMs: 60 * 60_000,
} as const;
