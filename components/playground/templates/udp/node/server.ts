import dgram from "node:dgram";

const server = dgram.createSocket("udp4");

server.on("message", (data, sender) => {
  // One datagram, whole, and the address that it came from. Nobody connects, so there is nothing to accept.
  console.log(`${sender.address}:${sender.port} sent ${data.length} bytes`);
  server.send(data.toString().toUpperCase(), sender.port, sender.address);
});

server.bind(8888, () => console.log("waiting for datagrams on port 8888"));
