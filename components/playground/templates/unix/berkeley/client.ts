import { AF_UNIX, decode, encode, print, SOCK_STREAM, Socket } from "sockets";

const client = new Socket(AF_UNIX, SOCK_STREAM);
client.connect("talk.sock");
client.sendall(encode("hello through a file"));
print(decode(client.recv(1024)));
client.close();
