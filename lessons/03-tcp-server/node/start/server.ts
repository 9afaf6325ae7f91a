import net from "node:net";
import { decode, encode } from "sockets";

// 1 to 3. Create, bind and listen: net.createServer, then listen on port 8989.

// 4. Accept: Node calls your function with a socket for each client. Print its host and port.

// 5. Receive, on "data": print how many bytes came, and their text in GBK.

// 6. Send: answer in GBK, 收到 N 字节, where N is how many bytes came.

// 7. Close: this client, and the server.
