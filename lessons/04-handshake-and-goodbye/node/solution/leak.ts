import net from "node:net";

// By default Node answers a FIN with its own. With allowHalfOpen it leaves that to you.
const server = net.createServer({ allowHalfOpen: true }, (client) => {
  client.on("data", (message) => client.write(message));

  // The client's FIN has come. Nobody calls client.end(), so the socket stays in CLOSE_WAIT.
  client.on("end", () => console.log("the client has left"));
  client.on("error", (error) => console.log(error.message));
});

server.listen({ host: "0.0.0.0", port: 9001 }, () => console.log("waiting on port 9001"));
