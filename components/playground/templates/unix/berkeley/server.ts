import { existsSync, unlinkSync } from "node:fs";
import { AF_UNIX, decode, encode, print, SOCK_STREAM, Socket } from "sockets";

// The address is a file. It stays behind when a program ends, and bind() refuses a name that is taken.
const path = "talk.sock";
if (existsSync(path)) unlinkSync(path);

const listener = new Socket(AF_UNIX, SOCK_STREAM);
listener.bind(path);
listener.listen(8);
print(`listening on ${path}: no packet will be seen, for none is made`);

for (;;) {
  const [client] = listener.accept();
  print("a client came");
  for (;;) {
    const data = client.recv(1024);
    if (data.length === 0) break;
    client.sendall(encode(decode(data).toUpperCase()));
  }
  client.close();
}
