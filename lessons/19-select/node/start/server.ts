import net from "node:net";

const suffix = Buffer.from(" received");

// 1. Node's event loop watches the sockets for you. This function is called once for each client.
const server = net.createServer((client) => {
  console.log(`${client.remoteAddress}:${client.remotePort} came`);

  // 2. On "data": answer with the bytes and the suffix.

  // 3. On "error": a client that resets must not end the server.

  // 4. If write returns false, the client does not keep up: pause it until "drain".
});

// 5. A second server, on 8001, in the same loop.
server.listen(8000, () => console.log("listening on 8000"));
