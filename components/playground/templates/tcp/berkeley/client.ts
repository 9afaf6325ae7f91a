import { AF_INET, decode, encode, input, print, SOCK_STREAM, Socket } from "sockets";

const client = new Socket(AF_INET, SOCK_STREAM);
// Your own server. The reference peers are on 10.0.0.1.
client.connect(["10.0.0.2", 8989]);
print("connected from", client.getsockname().join(":"));

for (;;) {
  const line = input("> ");
  // An empty send sends nothing, and then both sides would wait for ever.
  if (line === "") break;
  client.sendall(encode(line));
  print(decode(client.recv(1024)));
}
client.close();
