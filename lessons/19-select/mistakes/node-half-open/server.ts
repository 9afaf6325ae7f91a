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

  client.on("end", () => console.log(`${name} left`));

  // Without this, one client's reset would end the whole program.
  client.on("error", (error) => console.log(`${name} was lost: ${error.message}`));
}

for (const port of [8000, 8001]) {
  net.createServer({ allowHalfOpen: true }, serve).listen(port, () => console.log(`listening on ${port}`));
}
