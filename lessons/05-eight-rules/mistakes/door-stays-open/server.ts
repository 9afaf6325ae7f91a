import { AF_INET, decode, encode, input, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 5005]);
listener.listen(128);

// Rule 5: each client has a socket of its own.
const [a] = listener.accept();
const [b] = listener.accept();

function answer(client: Socket, name: string): void {
  client.sendall(encode(`${name}: ${decode(client.recv(1024))}`));
}

answer(a, "A");
answer(b, "B");

// Rule 6: this ends with A only.
a.close();
answer(b, "B");

// Rule 7: no new client, and B goes on.
answer(b, "B");

// Rule 8: B's close ends this wait, with zero bytes.
b.recv(1024);
b.close();

input("Press Enter to end the program. ");
