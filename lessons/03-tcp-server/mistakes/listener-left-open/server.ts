import {
  AF_INET,
  decode,
  encode,
  input,
  print,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from "sockets";

// 1. Create: the socket that will listen.
const listener = new Socket(AF_INET, SOCK_STREAM);

// 2. Bind: port 8989 on every address of this machine, even while an old connection is in TIME_WAIT.
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 8989]);

// 3. Listen: from now on the kernel answers SYNs; up to 128 finished handshakes may wait.
listener.listen(128);

// 4. Accept: waits for a client and gives a socket for that one alone.
const [client, [host, port]] = listener.accept();
print(`client ${host}:${port}`);

// 5. Receive: waits until bytes have come, and takes at most 1024 of them.
const data = client.recv(1024);
print(`${data.length} bytes: ${decode(data, "gbk")}`);

// 6. Send: the answer goes out on the client's socket, never on the listener.
client.sendall(encode(`收到 ${data.length} 字节\n`, "gbk"));

// 7. Close the conversation.
client.close();

input("Press Enter to end the program. ");
