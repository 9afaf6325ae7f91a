import net from "node:net";

const server = net.createServer((client) => {
  client.on("data", (piece) => {
    // So far it only tells how much came. Decode it from GBK, count, and send it back as UTF-8.
    client.write(`${piece.length} bytes\n`);
  });

  // Print how many characters came, and in how many bytes.
  client.on("end", () => {});
  client.on("error", (error) => console.log(error.message));
});

server.listen({ host: "0.0.0.0", port: 9007 }, () => console.log("translating GBK to UTF-8 on port 9007"));
