import { AF_INET, decode, encode, print, SOCK_DGRAM, Socket } from "sockets";

// 1. Create: a socket for datagrams (SOCK_DGRAM).
const server = new Socket(AF_INET, SOCK_DGRAM);

// 2. Bind: port 8888 on every address of this machine. There is nothing to listen or accept.

// 3. In a loop: recvfrom gives a datagram and the address that sent it.

// 4. Read the text as a number. Anybody may send anything: answer "error: ..." to what is no number.

// 5. sendto that address: "36.6 °C is 97.9 °F".
