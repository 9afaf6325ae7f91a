import { AF_INET, input, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 9000]);
listener.listen(128);
print("waiting on port 9000");

for (;;) {
  const [client] = listener.accept();
  for (;;) {
    const message = client.recv(1024);
    if (message.length === 0) break;
    client.sendall(message);
  }
  listener.close();
  input("Press Enter to end the program. ");
}
