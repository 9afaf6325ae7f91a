import type { Words } from "./words.ts";

/** Every string of the interface, in Simplified Chinese. */
export const zh: Words = {
  site: { name: "套接字游乐场" },
  home: {},
  lesson: {},
  editor: {},
  terminal: {},
  lab: {},
  timeline: {},
  wire: {},
  sockets: {},
  assistant: {},
  checks: {},
  preview: {},
  replay: {},
  playground: {},
  notices: {},
};
