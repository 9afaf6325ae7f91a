import {
  AF_INET,
  decode,
  encode,
  print,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  SocketError,
} from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 3234]);
listener.listen(128);
print("waiting on port 3234");

// One client and one message: that is all so far.
const [client, [host, port]] = listener.accept();
print(`${host}:${port} came`);
const message = client.recv(1024);
client.sendall(encode(decode(message).toUpperCase()));
client.close();
listener.close();
