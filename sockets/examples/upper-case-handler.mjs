import { StreamRequestHandler } from "sockets/socketserver";

/** Answers each line in upper case, until the client leaves. */
export default class UpperCase extends StreamRequestHandler {
  handle() {
    for (const line of this.rfile) this.wfile.write(Buffer.from(line.toString().toUpperCase()));
  }
}
