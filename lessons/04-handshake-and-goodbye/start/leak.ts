import { AF_INET, input, print, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from "sockets";

const listener = new Socket(AF_INET, SOCK_STREAM);
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
listener.bind(["", 9001]);
listener.listen(128);
print("waiting on port 9001");

// Accept one client and send back what it says, until it has nothing more to say.
// Then do what many programs do by mistake, and wait for Enter.
