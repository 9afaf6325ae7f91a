import { AF_INET, decode, encode, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 3234]);
listener.listen(128);

for (;;) {
  const [client, [host, port]] = listener.accept();
  print(`${host}:${port} came`);
  for (;;) {
    const message = client.recv(1024);
    if (message.length === 0) break;
    client.sendall(encode(decode(message).toUpperCase()));
  }
  client.close();
}
