import net from "node:net";

// One client and one message: that is all so far.
const server = net.createServer((client) => {
  client.once("data", (message) => {
    client.end(message.toString().toUpperCase());
    server.close();
  });
});

server.listen({ host: "0.0.0.0", port: 3234 }, () => console.log("waiting on port 3234"));
