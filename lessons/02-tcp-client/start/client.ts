import { AF_INET, decode, encode, input, print, SOCK_STREAM, Socket } from "sockets";

// 1. Create: a socket that speaks TCP (SOCK_STREAM) over IPv4 (AF_INET).
const client = new Socket(AF_INET, SOCK_STREAM);

// 2. Connect: dial the server, 10.0.0.1 port 8080.

// 3. Send: a greeting with 你好 in it. The server reads GBK.

// 4. Receive: wait for the answer, at most 1024 bytes, and print it as text.

// 5. Close: hang up.

input("Press Enter to end the program. ");
