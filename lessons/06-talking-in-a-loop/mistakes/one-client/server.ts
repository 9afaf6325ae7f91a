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

// The connection loop: one client after another.
for (;;) {
  const [client, [host, port]] = listener.accept();
  print(`${host}:${port} came`);
  try {
    // The message loop: until this client has no more to say.
    for (;;) {
      const message = client.recv(1024);
      if (message.length === 0) break;
      client.sendall(encode(decode(message).toUpperCase()));
    }
    print(`${host}:${port} left`);
  } catch (error) {
    // A reset ends this conversation, not the service.
    if (!(error instanceof SocketError)) throw error;
    print(`${host}:${port} was lost: ${error.code}`);
  }
  client.close();
  break;
}

listener.close();
