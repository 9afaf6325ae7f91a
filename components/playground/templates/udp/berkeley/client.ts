import { AF_INET, decode, encode, print, SOCK_DGRAM, Socket, TimeoutError } from "sockets";

const client = new Socket(AF_INET, SOCK_DGRAM);
client.settimeout(1);

for (let number = 1; number <= 5; number += 1) {
  client.sendto(encode(`question ${number}`), ["10.0.0.2", 8888]);
  try {
    print(decode(client.recv(2048)));
  } catch (error) {
    // A lost datagram tells nobody: only the clock says that no answer comes.
    if (!(error instanceof TimeoutError)) throw error;
    print(`no answer to question ${number}`);
  }
}
client.close();
