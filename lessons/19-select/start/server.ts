import { AF_INET, encode, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from "sockets";
import { select } from "sockets/select";

const suffix = encode(" received");

function listenOn(port: number): Socket {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
  listener.bind(["", port]);
  listener.listen(128);
  print(`listening on ${port}`);
  return listener;
}

// 1. The sockets to watch: the listener now, each client later. Then add a second listener, on 8001.
const listener = listenOn(8000);
const clients = new Set<Socket>();

for (;;) {
  // 2. Ask the kernel which of them are readable, and which clients with unsent bytes are writable.
  const [readable] = select([listener], [], []);

  for (const socket of readable) {
    // 3. A readable listener has a client waiting: accept it, make it non-blocking, remember it.
    const [client] = socket.accept();
    clients.add(client);

    // 4. A readable client has bytes, or has left (zero bytes), or has reset (ECONNRESET).
    //    Its answer is the bytes and the suffix.
  }

  // 5. A writable client takes as much of its unsent bytes as the kernel has room for.
}
