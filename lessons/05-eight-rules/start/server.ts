import { AF_INET, decode, encode, input, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 5005]);
listener.listen(128);

const [a] = listener.accept();
const [b] = listener.accept();

function answer(client: Socket, name: string): void {
  client.sendall(encode(`${name}: ${decode(client.recv(1024))}`));
}

// 1. Answer A once, and B once.
// 2. End with A only, and answer B once more.
// 3. Let no new client in, and answer B once more.
// 4. Wait until B has left, and close its socket.

input("Press Enter to end the program. ");
