import { existsSync, unlinkSync } from "node:fs";
import net from "node:net";

// The address is a file. It stays behind when a program is killed, and listening on a name that is taken fails.
const path = "talk.sock";
if (existsSync(path)) unlinkSync(path);

const server = net.createServer((client) => {
  console.log("a client came");
  client.on("data", (data) => client.write(data.toString().toUpperCase()));
  client.on("error", (error) => console.log(`a client was lost: ${error.message}`));
});

server.listen(path, () => console.log(`listening on ${path}: no packet will be seen, for none is made`));
