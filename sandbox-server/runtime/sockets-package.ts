/** What a learner may import of the `sockets` package, which lies in the runtime's own bundle: one copy for them and for us. */
import * as codecs from "../../sockets/src/codecs.ts";
import * as sockets from "../../sockets/src/index.ts";
import * as select from "../../sockets/src/select.ts";
import * as selectors from "../../sockets/src/selectors.ts";
import * as socketserver from "../../sockets/src/socketserver.ts";
import * as stdio from "../../sockets/src/stdio.ts";
import * as struct from "../../sockets/src/struct.ts";
import * as threadHost from "../../sockets/src/thread-host.ts";
import * as threading from "../../sockets/src/threading.ts";
import * as tracer from "../../sockets/src/tracer.ts";
import type { Packages } from "./learner-modules.ts";

/** Every entry that the package exports, by the name a program imports it under. */
export const socketsPackage: Packages = new Map<string, object>([
  ["sockets", sockets],
  ["sockets/codecs", codecs],
  ["sockets/select", select],
  ["sockets/selectors", selectors],
  ["sockets/socketserver", socketserver],
  ["sockets/stdio", stdio],
  ["sockets/struct", struct],
  ["sockets/thread-host", threadHost],
  ["sockets/threading", threading],
  ["sockets/tracer", tracer],
]);
