import { readFileSync } from "node:fs";
import { AF_INET, decode, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket, SocketError } from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 8080]);
listener.listen(128);
print("listening on port 8080; open the Preview");

/** The files that may be asked for, and what each is: nothing else leaves this program. */
const pages = new Map([
  ["/", { file: "index.html", type: "text/html; charset=utf-8" }],
  ["/style.css", { file: "style.css", type: "text/css" }],
]);

function answerTo(request: string): Uint8Array {
  const [method, path] = request.split(" ");
  const page = pages.get(path ?? "");
  const status = method !== "GET" ? "405 Method Not Allowed" : page ? "200 OK" : "404 Not Found";
  const body = status === "200 OK" && page ? readFileSync(page.file) : Buffer.from(`${status}\n`);
  const head = [
    `HTTP/1.1 ${status}`,
    `Content-Type: ${status === "200 OK" && page ? page.type : "text/plain"}`,
    // Bytes, not characters.
    `Content-Length: ${body.length}`,
    "Connection: close",
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}

for (;;) {
  const [client, [host, port]] = listener.accept();
  try {
    let request = "";
    // A request may come in pieces: it is whole when the blank line is there.
    while (!request.includes("\r\n\r\n")) {
      const data = client.recv(4096);
      if (data.length === 0) break;
      request += decode(data, "latin1");
    }
    print(request.split("\r\n")[0]);
    if (request !== "") client.sendall(answerTo(request));
  } catch (error) {
    // One browser's reset ends its request, not the server.
    if (!(error instanceof SocketError)) throw error;
    print(`${host}:${port} was lost: ${error.code}`);
  }
  client.close();
}
