import { AF_INET, decode, encode, input, print, SOCK_STREAM, Socket } from "sockets";

// 1. Create: a socket that speaks TCP (SOCK_STREAM) over IPv4 (AF_INET).
const client = new Socket(AF_INET, SOCK_STREAM);

// 2. Connect: the kernel shakes hands with the server. It also picks a port for this end.
client.connect(["10.0.0.1", 8080]);

// 3. Send: a socket carries bytes, so the text is encoded first, as the server reads it.
client.sendall(encode("你好，服务器！", "gbk"));

// 4. Receive: waits until bytes have come, and takes at most 1024 of them.
const answer = client.recv(1024);
print(decode(answer));

// 5. Close: tells the server that this conversation is over.
client.close();

input("Press Enter to end the program. ");
