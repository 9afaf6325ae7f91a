import {
  AF_INET,
  BlockingIOError,
  print,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  SocketError,
} from "sockets";
import { EPOLLET, EPOLLIN, EPOLLOUT, epoll } from "sockets/select";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 8000]);
listener.listen(128);
listener.setblocking(false);
print("listening on port 8000");

// The kernel keeps the list of sockets; poll() gives back those that are ready, and only those.
const interest = epoll();
/** By descriptor: each client, and the bytes for it that the kernel has not taken yet. */
const clients = new Map<number, { socket: Socket; owed: Uint8Array }>();
interest.register(listener, EPOLLIN);

/**
 * Edge-triggered: told once that bytes came or that there is room, so everything that can be done must be done now.
 * False when the client has left.
 */
function serve(client: { socket: Socket; owed: Uint8Array }): boolean {
  try {
    for (;;) {
      if (client.owed.length === 0) client.owed = client.socket.recv(1024);
      if (client.owed.length === 0) return false;
      client.owed = client.owed.subarray(client.socket.send(client.owed));
    }
  } catch (error) {
    // Nothing to read yet, or no room to write: the kernel tells when that has changed.
    if (error instanceof BlockingIOError) return true;
    // One client's reset ends that client, and nobody else.
    if (error instanceof SocketError) return false;
    throw error;
  }
}

for (;;) {
  for (const [fd] of interest.poll()) {
    if (fd === listener.fileno()) {
      const [client, [host, port]] = listener.accept();
      client.setblocking(false);
      clients.set(client.fileno(), { socket: client, owed: new Uint8Array() });
      interest.register(client, EPOLLIN | EPOLLOUT | EPOLLET);
      print(`${host}:${port} came as fd ${client.fileno()}`);
      continue;
    }
    const client = clients.get(fd);
    if (client && !serve(client)) {
      interest.unregister(client.socket);
      clients.delete(fd);
      client.socket.close();
      print(`fd ${fd} left; ${clients.size} are here`);
    }
  }
}
