import { AF_INET, decode, encode, print, SOCK_STREAM, Socket } from "sockets";

// Many idle connections and a few that speak: epoll's work grows with those that speak.
const crowd = Array.from({ length: 50 }, () => new Socket(AF_INET, SOCK_STREAM));
for (const client of crowd) client.connect(["10.0.0.2", 8000]);
print(`${crowd.length} are connected`);

for (const number of [7, 21, 42]) {
  const client = crowd[number];
  if (!client) continue;
  client.sendall(encode(`number ${number}`));
  print(decode(client.recv(1024)));
}
for (const client of crowd) client.close();
