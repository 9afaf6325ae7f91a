// node echo-server.mjs, then: nc 127.0.0.1 8989
import { create_server, decode, print } from "sockets";

const listener = create_server(["127.0.0.1", 8989]);
print("waiting at", listener.getsockname());
for (;;) {
  const [conn, address] = listener.accept();
  for (let data = conn.recv(1024); data.length > 0; data = conn.recv(1024)) {
    print(address, decode(data, "utf-8", "replace").trimEnd());
    conn.sendall(data);
  }
  conn.close();
}
