import { AF_INET, encode, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket, SocketError } from "sockets";
import { select } from "sockets/select";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 8000]);
listener.listen(128);
print("listening on port 8000");

/** Each client, and the bytes for it that the kernel has not taken yet. */
const outboxes = new Map<Socket, Uint8Array>();

function leave(client: Socket, why: string): void {
  outboxes.delete(client);
  client.close();
  print(`a client ${why}; ${outboxes.size} are here`);
}

function serve(client: Socket, act: () => void): void {
  try {
    act();
  } catch (error) {
    // One client's reset ends that client, and nobody else.
    if (!(error instanceof SocketError)) throw error;
    leave(client, `was lost (${error.code})`);
  }
}

for (;;) {
  const clients = [...outboxes.keys()];
  const owed = clients.filter((client) => outboxes.get(client)?.length);
  const quiet = clients.filter((client) => !outboxes.get(client)?.length);
  // One thread waits for all of them at once. Who takes no answers is asked for no more questions.
  const [readable, writable] = select([listener, ...quiet], owed, []);

  for (const ready of readable) {
    if (ready === listener) {
      const [client, [host, port]] = listener.accept();
      client.setblocking(false);
      outboxes.set(client, new Uint8Array());
      print(`${host}:${port} came; ${outboxes.size} are here`);
      continue;
    }
    serve(ready, () => {
      const data = ready.recv(1024);
      if (data.length === 0) return leave(ready, "left");
      outboxes.set(ready, Buffer.concat([data, encode(" received\n")]));
    });
  }
  for (const client of writable) {
    const bytes = outboxes.get(client);
    if (bytes) serve(client, () => outboxes.set(client, bytes.subarray(client.send(bytes))));
  }
}
