import { AF_INET, decode, encode, input, print, SOCK_STREAM, Socket } from "sockets";

const client = new Socket(AF_INET, SOCK_STREAM);
client.connect(["10.0.0.1", 3234]);

for (;;) {
  const line = input("> ");
  if (line === "q") break;
  client.sendall(encode(line));
  const answer = client.recv(1024);
  if (answer.length === 0) {
    print("the server has left");
    break;
  }
  print(decode(answer));
}

client.close();
