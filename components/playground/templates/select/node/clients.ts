import { once } from "node:events";
import net from "node:net";

// Four clients that speak out of turn.
const clients = Array.from({ length: 4 }, () => net.connect(8000, "10.0.0.2"));
await Promise.all(clients.map((client) => once(client, "connect")));

for (const number of [2, 0, 3, 1, 1, 0]) {
  const client = clients[number];
  if (!client) continue;
  client.write(`client ${number}`);
  const [answer] = await once(client, "data");
  console.log(String(answer).trim());
}
for (const client of clients) client.end();
