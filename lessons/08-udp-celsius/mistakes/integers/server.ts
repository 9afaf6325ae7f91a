import { AF_INET, decode, encode, print, SOCK_DGRAM, Socket } from "sockets";

// 1. Create: a socket for datagrams.
const server = new Socket(AF_INET, SOCK_DGRAM);

// 2. Bind: with a port of its own it can be found. Nobody connects, so there is nothing to accept.
server.bind(["", 8888]);
print("waiting for temperatures on port 8888");

function answerTo(text: string): string {
  const celsius = Math.trunc(Number(text));
  // Number("") is 0 and Number("1e400") is Infinity: neither is a temperature.
  if (text === "" || !Number.isFinite(celsius)) return "error: send a number, such as 36.6";
  return `${text} °C is ${Math.trunc(celsius * 1.8 + 32)} °F`;
}

for (;;) {
  // 3. Receive: one datagram, whole, and the address that it came from.
  const [data, address] = server.recvfrom(1024);
  const text = decode(data).trim();
  print(`${address[0]}:${address[1]} asks ${text}`);

  // 4. Answer: each datagram carries its own address.
  server.sendto(encode(answerTo(text)), address);
}
