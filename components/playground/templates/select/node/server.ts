import net from "node:net";

// Node's event loop waits for all sockets at once; what select tells a program, Node tells by calling these functions.
const clients = new Set<net.Socket>();

const server = net.createServer((client) => {
  clients.add(client);
  console.log(`${client.remoteAddress}:${client.remotePort} came; ${clients.size} are here`);

  client.on("data", (data) => {
    client.write(`${data} received\n`);
  });
  client.on("error", (error) => console.log(`a client was lost: ${error.message}`));
  client.on("close", () => {
    clients.delete(client);
    console.log(`a client left; ${clients.size} are here`);
  });
});

server.listen(8000, () => console.log("listening on port 8000"));
