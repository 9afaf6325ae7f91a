import net from "node:net";

// By default Node answers a FIN with its own. Find the option that leaves it to you, and forget it.
const server = net.createServer((client) => {
  client.on("data", (message) => client.write(message));
  client.on("end", () => console.log("the client has left"));
  client.on("error", (error) => console.log(error.message));
});

server.listen({ host: "0.0.0.0", port: 9001 }, () => console.log("waiting on port 9001"));
