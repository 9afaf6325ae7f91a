/**
 * The names that `filePathSchema` (protocol/names.ts) lets through, as a bare pattern: the page names files long
 * before it sends them, and need not load the schema library for it. A test holds the two together.
 */
export const filePathRule = /^[A-Za-z0-9][A-Za-z0-9_.-]*(\/[A-Za-z0-9][A-Za-z0-9_.-]*)*$/;
