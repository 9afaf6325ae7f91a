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
listener.bind(["", 8989]);
listener.listen(128);
print("listening on port 8989");

// One client after the other: the next one waits in the accept queue until this one has left.
for (;;) {
  const [client, [host, port]] = listener.accept();
  print(`${host}:${port} came`);
  try {
    for (;;) {
      const data = client.recv(1024);
      // Zero bytes: the client has ended its side.
      if (data.length === 0) break;
      // TCP keeps no messages apart: a character may come in two halves, and is then replaced.
      client.sendall(encode(decode(data, "utf-8", "replace").toUpperCase()));
    }
    print(`${host}:${port} left`);
  } catch (error) {
    // Without this, one client's reset would end the whole program.
    if (!(error instanceof SocketError)) throw error;
    print(`${host}:${port} was lost: ${error.code}`);
  }
  client.close();
}
