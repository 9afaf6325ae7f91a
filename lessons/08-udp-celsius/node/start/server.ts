import dgram from "node:dgram";

// 1. Create: a socket for datagrams over IPv4.
const server = dgram.createSocket("udp4");

// 2. On "message": read the text as a number. Anybody may send anything: answer "error: ..." to what is no number.

// 3. send to the address that asked: "36.6 °C is 97.9 °F".

// 4. Bind: port 8888. There is nothing to listen or accept.
