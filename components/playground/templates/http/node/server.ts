import { readFileSync } from "node:fs";
import http from "node:http";

/** The files that may be asked for, and what each is: nothing else leaves this program. */
const pages = new Map([
  ["/", { file: "index.html", type: "text/html; charset=utf-8" }],
  ["/style.css", { file: "style.css", type: "text/css" }],
]);

const server = http.createServer((request, response) => {
  console.log(request.method, request.url);
  const page = pages.get(request.url ?? "");
  if (!page) {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("404 Not Found\n");
    return;
  }
  response.writeHead(200, { "Content-Type": page.type }).end(readFileSync(page.file));
});

server.listen(8080, () => console.log("listening on port 8080; open the Preview"));
