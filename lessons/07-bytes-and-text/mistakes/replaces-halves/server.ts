import { AF_INET, decode, encode, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 9007]);
listener.listen(128);
print("translating GBK to UTF-8 on port 9007");

for (;;) {
  const [client] = listener.accept();
  let bytes = 0;
  let characters = 0;
  for (;;) {
    const piece = client.recv(1024);
    if (piece.length === 0) break;
    const text = decode(piece, "gbk", "replace");
    bytes += piece.length;
    // Spread by characters: length would count UTF-16 units.
    characters += [...text].length;
    client.sendall(encode(text));
  }
  client.close();
  print(`${characters} characters in ${bytes} bytes`);
}
