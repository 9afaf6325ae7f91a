import dgram from "node:dgram";

const client = dgram.createSocket("udp4");

for (let number = 1; number <= 5; number += 1) {
  client.send(`question ${number}`, 8888, "10.0.0.2");
  // A lost datagram tells nobody: only the clock says that no answer comes.
  const answer = await Promise.race([
    new Promise<string>((done) => client.once("message", (data) => done(data.toString()))),
    new Promise<null>((done) => setTimeout(done, 1000, null)),
  ]);
  console.log(answer ?? `no answer to question ${number}`);
}
client.close();
