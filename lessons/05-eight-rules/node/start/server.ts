import net from "node:net";

const server = net.createServer((client) => {
  // The first client is A, the second B. Answer each message with the name, a colon, a space, the message.
  // When B has been answered once, end with A only. When twice, let no new client in.
  client.on("error", (error) => console.log(error.message));
});

server.listen({ host: "0.0.0.0", port: 5005 });
