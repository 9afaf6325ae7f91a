// node echo-client.mjs: sends each line that you type, and prints the answer.
import { create_connection, decode, EOFError, encode, input, print } from "sockets";

const conn = create_connection(["127.0.0.1", 8989], 5);
try {
  for (;;) {
    conn.sendall(encode(input("> ")));
    print(decode(conn.recv(1024)));
  }
} catch (error) {
  if (!(error instanceof EOFError)) throw error;
} finally {
  conn.close();
}
