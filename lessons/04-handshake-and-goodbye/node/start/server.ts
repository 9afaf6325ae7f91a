import net from "node:net";

// This server is used every day, and slowly fills up with sockets in CLOSE_WAIT. Mend it.
const server = net.createServer({ allowHalfOpen: true }, (client) => {
  client.on("data", (message) => client.write(message));
  client.on("error", (error) => console.log(error.message));
});

server.listen({ host: "0.0.0.0", port: 9000 }, () => console.log("waiting on port 9000"));
