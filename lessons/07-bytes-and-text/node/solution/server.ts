import net from "node:net";
import { getincrementaldecoder } from "sockets";

const server = net.createServer((client) => {
  // One decoder for each stream: it keeps the half of a character until the rest has come.
  const decoder = getincrementaldecoder("gbk");
  let bytes = 0;
  let characters = 0;

  client.on("data", (piece) => {
    const text = decoder.decode(piece);
    bytes += piece.length;
    // Spread by characters: length would count UTF-16 units.
    characters += [...text].length;
    client.write(text, "utf-8");
  });

  client.on("end", () => console.log(`${characters} characters in ${bytes} bytes`));
  client.on("error", (error) => console.log(error.message));
});

server.listen({ host: "0.0.0.0", port: 9007 }, () => console.log("translating GBK to UTF-8 on port 9007"));
