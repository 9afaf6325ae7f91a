import { AF_INET, decode, encode, print, SOCK_STREAM, Socket } from "sockets";

// Rules 1 and 2: connect before you talk; the kernel picks a port.
const client = new Socket(AF_INET, SOCK_STREAM);
client.connect(["10.0.0.1", 5005]);
client.sendall(encode("hello"));

for (;;) {
  const message = client.recv(1024);
  print(decode(message));
}
