import net from "node:net";

const server = net.createServer((client) => {
  const name = `${client.remoteAddress}:${client.remotePort}`;
  console.log(`${name} came`);

  client.on("data", (data) => {
    client.write(data.toString().toUpperCase());
  });
  // Zero bytes: the client has ended its side, and Node ends ours.
  client.on("end", () => console.log(`${name} left`));
  // Without this, one client's reset would end the whole program.
  client.on("error", (error) => console.log(`${name} was lost: ${error.message}`));
});

server.listen(8989, () => console.log("listening on port 8989"));
