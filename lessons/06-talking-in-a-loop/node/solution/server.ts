import net from "node:net";

// Node's own loop accepts one client after another, and calls this for each.
const server = net.createServer((client) => {
  const name = `${client.remoteAddress}:${client.remotePort}`;
  console.log(`${name} came`);

  // Called for each piece that comes, until this client has no more to say.
  client.on("data", (message) => client.write(message.toString().toUpperCase()));

  // Zero bytes. Node then closes this end too.
  client.on("end", () => console.log(`${name} left`));

  // A reset ends this conversation. Without a listener it would end the program.
  client.on("error", (error) => console.log(`${name} was lost: ${error.message}`));
});

server.listen({ host: "0.0.0.0", port: 3234 }, () => console.log("waiting on port 3234"));
