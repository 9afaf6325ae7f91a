import net from "node:net";
import { decode, encode } from "sockets";

// 4. Accept: Node has called accept and hands over a socket for this client alone.
const server = net.createServer((client) => {
  console.log(`client ${client.remoteAddress}:${client.remotePort}`);

  client.on("data", (data) => {
    // 5. Receive: Node has called read for us.
    console.log(`${data.length} bytes: ${decode(data, "gbk")}`);

    // 6. Send the answer. 7. Close this conversation: end sends what is written, then FIN.
    client.end(encode(`收到 ${data.length} 字节\n`, "gbk"));
  });
});

// 1 to 3. Create, bind and listen. Node sets SO_REUSEADDR by itself.
server.listen({ host: "0.0.0.0", port: 8989, backlog: 128 });
