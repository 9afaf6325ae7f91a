import {
  AF_INET,
  encode,
  getincrementaldecoder,
  print,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 9007]);
listener.listen(128);
print("translating GBK to UTF-8 on port 9007");

for (;;) {
  const [client] = listener.accept();
  // One decoder for each stream: it keeps the half of a character until the rest has come.
  const decoder = getincrementaldecoder("gbk");
  let bytes = 0;
  let characters = 0;
  for (;;) {
    const piece = client.recv(1024);
    if (piece.length === 0) break;
    const text = decoder.decode(piece);
    bytes += piece.length;
    // Spread by characters: length would count UTF-16 units.
    characters += [...text].length;
    client.sendall(encode(text));
  }
  client.close();
  print(`${characters} characters in ${bytes} bytes`);
}
