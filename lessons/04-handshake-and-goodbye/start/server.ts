import { AF_INET, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 9000]);
listener.listen(128);
print("waiting on port 9000");

// This server is used every day, and slowly fills up with sockets in CLOSE_WAIT. Mend it.
const clients: Socket[] = [];
for (;;) {
  const [client] = listener.accept();
  clients.push(client);
  for (;;) {
    const message = client.recv(1024);
    if (message.length === 0) break;
    client.sendall(message);
  }
}
