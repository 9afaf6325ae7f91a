/** Every string of the interface, in English: one section for each room. `{name}` is filled in by `fill`. */
export const en = {
  site: { name: "Socket Playground" },
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
