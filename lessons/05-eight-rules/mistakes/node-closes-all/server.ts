import net from "node:net";

// Rule 5: each client has a socket of its own.
const clients: net.Socket[] = [];

const server = net.createServer((client) => {
  const name = clients.length === 0 ? "A" : "B";
  clients.push(client);
  let answered = 0;

  client.on("data", (message) => {
    client.write(`${name}: ${message}`);
    answered++;
    // Rule 6: this ends with A only.
    if (name === "B" && answered === 1) for (const one of clients) one.end();
    // Rule 7: no new client, and B goes on.
    if (name === "B" && answered === 2) server.close();
  });

  // Rule 8: Node read zero bytes, and answers with its own FIN.
  client.on("end", () => console.log(`${name} has left`));
  client.on("error", (error) => console.log(error.message));
});

server.listen({ host: "0.0.0.0", port: 5005 });
