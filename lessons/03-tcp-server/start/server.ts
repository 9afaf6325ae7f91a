import {
  AF_INET,
  decode,
  encode,
  input,
  print,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from "sockets";

// 1. Create: the socket that will listen.
const listener = new Socket(AF_INET, SOCK_STREAM);

// 2. Bind: port 8989 on every address of this machine. Allow the port to be taken again at once.

// 3. Listen: let up to 128 finished handshakes wait.

// 4. Accept: wait for a client. Print its host and port.

// 5. Receive: at most 1024 bytes from the client. Print how many came, and their text in GBK.

// 6. Send: answer in GBK, 收到 N 字节, where N is how many bytes came.

// 7. Close: both sockets.

input("Press Enter to end the program. ");
