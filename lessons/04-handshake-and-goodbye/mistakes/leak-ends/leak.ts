import { AF_INET, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 9001]);
listener.listen(128);
print("waiting on port 9001");

const [client] = listener.accept();
for (;;) {
  const message = client.recv(1024);
  // The client's FIN has come: the kernel has acknowledged it and waits for this program to close.
  if (message.length === 0) break;
  client.sendall(message);
}
