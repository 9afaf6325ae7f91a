import { AF_INET, encode, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket, SocketError } from "sockets";
import { select } from "sockets/select";

const suffix = encode(" received");
const nothing = new Uint8Array(0);

function listenOn(port: number): Socket {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
  listener.bind(["", port]);
  listener.listen(128);
  print(`listening on ${port}`);
  return listener;
}

const listeners = [listenOn(8000)];

// Each client and its outbox: the bytes of its answers that the kernel has not taken yet.
const outboxes = new Map<Socket, Uint8Array>();

function welcome(listener: Socket): void {
  const [client, [host, port]] = listener.accept();
  client.setblocking(false);
  outboxes.set(client, nothing);
  print(`${host}:${port} came, ${outboxes.size} are here`);
}

function read(client: Socket): void {
  const message = client.recv(1024);
  if (message.length === 0) leave(client, "left");
  else outboxes.set(client, new Uint8Array([...message, ...suffix]));
}

function write(client: Socket, outbox: Uint8Array): void {
  // The kernel takes what it has room for. The rest stays in the outbox until the client is writable again.
  const taken = client.send(outbox);
  outboxes.set(client, outbox.subarray(taken));
}

function leave(client: Socket, how: string): void {
  outboxes.delete(client);
  client.close();
  print(`a client ${how}, ${outboxes.size} are here`);
}

/** One client's error is that client's end, and nobody else's. */
function serving(client: Socket, serve: () => void): void {
  try {
    serve();
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    leave(client, `was lost (${error.code})`);
  }
}

for (;;) {
  // A client is read while its outbox is empty, and written to while it is not.
  const clients = [...outboxes.keys()];
  const idle = clients.filter((client) => outboxes.get(client)?.length === 0);
  const owed = clients.filter((client) => outboxes.get(client)?.length !== 0);

  // Sleeps until at least one socket is ready, and tells which.
  const [readable, writable] = select([...listeners, ...idle], owed, []);

  for (const socket of readable) {
    if (listeners.includes(socket)) welcome(socket);
    else serving(socket, () => read(socket));
  }
  for (const client of writable) serving(client, () => write(client, outboxes.get(client) ?? nothing));
}
