import dgram from "node:dgram";

// 1. Create: a socket for datagrams over IPv4.
const server = dgram.createSocket("udp4");

function answerTo(text: string): string {
  const celsius = Number(text);
  // Number("") is 0 and Number("1e400") is Infinity: neither is a temperature.
  if (text === "" || !Number.isFinite(celsius)) return "error: send a number, such as 36.6";
  return `${text} °C is ${(celsius * 1.8 + 32).toFixed(1)} °F`;
}

let client: { port: number; address: string } | undefined;

// 2. Receive: one datagram, whole, and the address that it came from.
server.on("message", (data, sender) => {
  client ??= sender;
  const text = data.toString().trim();
  console.log(`${sender.address}:${sender.port} asks ${text}`);

  // 3. Answer the client.
  server.send(answerTo(text), client.port, client.address);
});

// 4. Bind: with a port of its own it can be found. Nobody connects, so there is nothing to accept.
server.bind(8888, () => console.log("waiting for temperatures on port 8888"));
