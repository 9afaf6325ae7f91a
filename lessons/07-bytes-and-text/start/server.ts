import { AF_INET, encode, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 9007]);
listener.listen(128);
print("translating GBK to UTF-8 on port 9007");

for (;;) {
  const [client] = listener.accept();
  for (;;) {
    const piece = client.recv(1024);
    if (piece.length === 0) break;
    // So far it only tells how much came. Decode it from GBK, count, and send it back as UTF-8.
    client.sendall(encode(`${piece.length} bytes\n`));
  }
  client.close();
  // Print how many characters came, and in how many bytes.
}
