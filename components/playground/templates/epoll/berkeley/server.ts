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
import { EPOLLET, EPOLLIN, epoll } from "sockets/select";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 8000]);
listener.listen(128);
listener.setblocking(false);
print("listening on port 8000");

// The kernel keeps the list of sockets; poll() gives back those that are ready, and only those.
const interest = epoll();
const clients = new Map<number, Socket>();
interest.register(listener, EPOLLIN);

/** Edge-triggered: told once that bytes came, so everything that is there must be read now. */
function drain(client: Socket): boolean {
  for (;;) {
    try {
      const data = client.recv(1024);
      if (data.length === 0) return false;
      client.sendall(data);
    } catch (error) {
      if (error instanceof BlockingIOError) return true;
      if (error instanceof SocketError) return false;
      throw error;
    }
  }
}

for (;;) {
  for (const [fd] of interest.poll()) {
    if (fd === listener.fileno()) {
      const [client, [host, port]] = listener.accept();
      client.setblocking(false);
      clients.set(client.fileno(), client);
      interest.register(client, EPOLLIN | EPOLLET);
      print(`${host}:${port} came as fd ${client.fileno()}`);
      continue;
    }
    const client = clients.get(fd);
    if (client && !drain(client)) {
      interest.unregister(client);
      clients.delete(fd);
      client.close();
      print(`fd ${fd} left; ${clients.size} are here`);
    }
  }
}
