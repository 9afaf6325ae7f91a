import { AF_INET, decode, encode, input, print, SOCK_DGRAM, Socket, TimeoutError } from "sockets";

const client = new Socket(AF_INET, SOCK_DGRAM);

// The server at port 8889 wants each question with a number, "3 36.6", and answers with the same number.
function ask(celsius: string): string {
  client.sendto(encode(celsius), ["10.0.0.1", 8889]);
  return decode(client.recv(1024));
}

const temperatures = input("Temperatures: ").split(" ");
for (const celsius of temperatures) {
  print(`${celsius}: ${ask(celsius)}`);
}
client.close();
