import { AF_INET, encode, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket, SocketError } from "sockets";
import { select } from "sockets/select";

const suffix = encode(" received");

function listenOn(port: number): Socket {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
  listener.bind(["", port]);
  listener.listen(128);
  return listener;
}

const listeners = [listenOn(8000), listenOn(8001)];

for (;;) {
  const [readable] = select(listeners, [], []);
  for (const listener of readable) {
    const [client, [host, port]] = listener.accept();
    print(`${host}:${port} came`);
    try {
      // select told who knocked, but from here on the program waits for this client alone.
      for (;;) {
        const message = client.recv(1024);
        if (message.length === 0) break;
        client.sendall(new Uint8Array([...message, ...suffix]));
      }
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
    }
    client.close();
  }
}
