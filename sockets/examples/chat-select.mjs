// node chat-select.mjs: everybody who connects to port 8000 hears everybody else. One thread, many sockets.
import { create_server, print, SocketError, select } from "sockets";

const listener = create_server(["127.0.0.1", 8000]);
const clients = new Set();
print("chat at", listener.getsockname());
for (;;) {
  const [readable] = select([listener, ...clients], [], []);
  for (const socket of readable) {
    if (socket === listener) {
      const [conn] = listener.accept();
      // A client that reads nothing must not stop the others.
      conn.settimeout(1);
      clients.add(conn);
      continue;
    }
    try {
      const data = socket.recv(1024);
      if (data.length === 0) {
        clients.delete(socket);
        socket.close();
        continue;
      }
      for (const other of clients) if (other !== socket) other.sendall(data);
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      clients.delete(socket);
      socket.close();
    }
  }
}
