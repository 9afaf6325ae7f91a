import { AF_INET, decode, encode, input, print, SOCK_STREAM, Socket } from "sockets";

const client = new Socket(AF_INET, SOCK_STREAM);
client.connect(["10.0.0.1", 3234]);

// One line: that is all so far. Make it a loop that `q` ends.
const line = input("> ");
client.sendall(encode(line));
print(decode(client.recv(1024)));

client.close();
