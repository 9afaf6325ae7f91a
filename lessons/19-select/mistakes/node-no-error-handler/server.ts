import net from "node:net";

const suffix = Buffer.from(" received");

// Node's event loop watches the sockets. This function is called once for each client.
function serve(client: net.Socket): void {
  const name = `${client.remoteAddress}:${client.remotePort}`;
  console.log(`${name} came`);

  client.on("data", (message) => {
    // write keeps what the kernel does not take. False says: this client does not keep up, so hear it no more for now.
    const keepsUp = client.write(Buffer.concat([message, suffix]));
    if (!keepsUp) client.pause();
  });

  client.on("drain", () => client.resume());

  // Zero bytes came: the client has left. Node closes our end by itself.
  client.on("end", () => console.log(`${name} left`));
}

for (const port of [8000, 8001]) {
  net.createServer(serve).listen(port, () => console.log(`listening on ${port}`));
}
