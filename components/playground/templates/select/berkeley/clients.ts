import { AF_INET, decode, encode, print, SOCK_STREAM, Socket } from "sockets";

// Four clients that speak out of turn.
const clients = Array.from({ length: 4 }, () => new Socket(AF_INET, SOCK_STREAM));
for (const client of clients) client.connect(["10.0.0.2", 8000]);

for (const number of [2, 0, 3, 1, 1, 0]) {
  const client = clients[number];
  if (!client) continue;
  client.sendall(encode(`client ${number}`));
  print(decode(client.recv(1024)).trim());
}
for (const client of clients) client.close();
