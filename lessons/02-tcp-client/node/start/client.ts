import net from "node:net";
import { decode, encode } from "sockets";

// 1 and 2. Create and connect: net.connect makes a socket and dials 10.0.0.1, port 8080.

// 3. Send, on "connect": a greeting with 你好 in it. The server reads GBK.

// 4. Receive, on "data": print the answer as text.

// 5. Close, once the answer is printed.
