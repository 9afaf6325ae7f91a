import { once } from "node:events";
import net from "node:net";

// Many idle connections and a few that speak: epoll's work grows with those that speak.
const crowd = Array.from({ length: 50 }, () => net.connect(8000, "10.0.0.2"));
await Promise.all(crowd.map((client) => once(client, "connect")));
console.log(`${crowd.length} are connected`);

for (const number of [7, 21, 42]) {
  const client = crowd[number];
  if (!client) continue;
  client.write(`number ${number}`);
  console.log(String((await once(client, "data"))[0]));
}
for (const client of crowd) client.end();
