import net from "node:net";
import { decode, encode } from "sockets";

// 1 and 2. Create and connect: Node makes a socket and begins the handshake.
const client = net.connect({ host: "10.0.0.1", port: 8080 });

client.on("connect", () => {
  // 3. Send: a socket carries bytes, so the text is encoded first, as the server reads it.
  client.write(encode("你好，服务器！", "gbk"));
});

client.on("data", (answer) => {
  // 4. Receive: Node has called read for us.
  console.log(decode(answer, "gbk"));

  // 5. Close: tells the server that this conversation is over.
  client.end();
});
