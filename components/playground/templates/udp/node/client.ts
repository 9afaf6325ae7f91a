import dgram from "node:dgram";
import { once } from "node:events";

const client = dgram.createSocket("udp4");

for (let number = 1; number <= 5; number += 1) {
  client.send(`question ${number}`, 8888, "10.0.0.2");
  try {
    const [answer] = await once(client, "message", { signal: AbortSignal.timeout(1000) });
    console.log(String(answer));
  } catch (error) {
    // A lost datagram tells nobody: only the clock says that no answer comes.
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
    console.log(`no answer to question ${number}`);
  }
}
client.close();
