import { AF_INET, decode, encode, print, SOCK_DGRAM, Socket } from "sockets";

const server = new Socket(AF_INET, SOCK_DGRAM);
server.bind(["", 8888]);
print("waiting for datagrams on port 8888");

for (;;) {
  // One datagram, whole, and the address that it came from. Nobody connects, so there is nothing to accept.
  const [data, address] = server.recvfrom(2048);
  print(`${address[0]}:${address[1]} sent ${data.length} bytes`);
  // Anybody may send anything: bytes that are no text end no server.
  server.sendto(encode(decode(data, "utf-8", "replace").toUpperCase()), address);
}
