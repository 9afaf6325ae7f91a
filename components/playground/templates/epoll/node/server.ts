import net from "node:net";

// Under Node's event loop is epoll: one list of interest in the kernel, and this program is told what is ready.
const server = net.createServer((client) => {
  console.log(`${client.remoteAddress}:${client.remotePort} came`);
  client.on("data", (data) => {
    // False says that the kernel's buffer is full: read no more until it has drained.
    if (!client.write(data)) client.pause();
  });
  client.on("drain", () => client.resume());
  client.on("error", (error) => console.log(`a client was lost: ${error.message}`));
});

server.listen(8000, () => console.log("listening on port 8000"));
