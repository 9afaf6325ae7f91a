// node threaded-server.mjs: a thread for each client of port 9999; the handler is the file beside it.
import { print } from "sockets";
import { ThreadingTCPServer } from "sockets/socketserver";

const server = new ThreadingTCPServer(["127.0.0.1", 9999], "./upper-case-handler.mjs", {
  allow_reuse_address: true,
});
print("serving at", server.server_address);
server.serve_forever();
