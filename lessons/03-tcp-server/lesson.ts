import type { Lesson } from "../manifest.ts";

export const lesson: Lesson = {
  slug: "03-tcp-server",
  part: "a",
  title: { en: "The TCP server flow", zh: "TCP 服务器流程" },
  summary: {
    en: "Seven calls, two sockets: one that only waits, and one for each client.",
    zh: "七次调用，两种套接字：一个只管等，另一个专门服务一位客户。",
  },
  minutes: 12,
  entry: "server.ts",
  files: ["server.ts"],
  idioms: ["berkeley", "node"],
  peers: ["greeter-client"],
  requirements: [
    {
      id: "listens",
      title: { en: "Listens on port 8989: a client can connect", zh: "监听 8989 端口：客户端连得上" },
      hints: [
        {
          en: "A client that is answered with RST found nobody listening. A bound socket does not listen yet.",
          zh: "客户端收到 RST，说明没有人在监听。绑定了端口的套接字还不算在监听。",
        },
        {
          en: 'bind(["", 8989]), then listen(128). The empty host means every address of this machine.',
          zh: '先 bind(["", 8989])，再 listen(128)。主机写空字符串，表示本机的所有地址。',
        },
      ],
    },
    {
      id: "answers",
      title: {
        en: "Answers in GBK with 收到 N 字节, where N is how many bytes it read",
        zh: "用 GBK 回答“收到 N 字节”，N 是读到的字节数",
      },
      hints: [
        {
          en: "The listening socket only waits for clients. accept() gives a second socket, and that one talks.",
          zh: "监听套接字只负责等客户。accept() 会给出第二个套接字，说话要用它。",
        },
        {
          en: "Count the bytes that recv gave you, not the characters: a Chinese character is two bytes in GBK.",
          zh: "数的是 recv 给的字节，不是字符：一个汉字在 GBK 里占两个字节。",
        },
        {
          en: 'Put data.length between 收到 and 字节, encode that with "gbk", and give it to client.sendall.',
          zh: '把 data.length 放在“收到”和“字节”之间，用 "gbk" 编码，再交给 client.sendall。',
        },
      ],
    },
    {
      id: "prints-client",
      title: {
        en: "Prints the client's host and port, the number of bytes, and their text read as GBK",
        zh: "打印客户端的主机和端口、字节数，以及按 GBK 解码的文字",
      },
      hints: [
        {
          en: "accept() gives two things: the new socket and the address of the client, a host and a port.",
          zh: "accept() 给出两样东西：新套接字，和客户端的地址，即主机与端口。",
        },
        {
          en: 'const [client, [host, port]] = listener.accept(); and print(decode(data, "gbk")). In Node: client.remoteAddress and client.remotePort.',
          zh: 'const [client, [host, port]] = listener.accept();，以及 print(decode(data, "gbk"))。在 Node 里是 client.remoteAddress 和 client.remotePort。',
        },
      ],
    },
    {
      id: "closes-both",
      title: {
        en: "Then closes both sockets: the client sees the end, and the next client is refused",
        zh: "然后把两个套接字都关掉：客户端看到结束，下一位被拒绝",
      },
      hints: [
        {
          en: "Two sockets were made, so two have to be closed. Which of them keeps the port open?",
          zh: "造了两个套接字，就要关两个。让端口一直开着的是哪一个？",
        },
        {
          en: "client.close() ends this conversation; listener.close() ends the service. Both before the program waits for Enter.",
          zh: "client.close() 结束这次对话，listener.close() 结束服务。两个都要在程序等回车之前调用。",
        },
      ],
    },
    {
      id: "starts-again",
      title: {
        en: "Can be started again at once, while the last connection is in TIME_WAIT",
        zh: "马上可以再次启动，哪怕上一条连接还在 TIME_WAIT",
      },
      hints: [
        {
          en: "EADDRINUSE: the kernel keeps the closed connection for a minute, and with it the port. An option tells it that you do not mind.",
          zh: "EADDRINUSE：内核会把关闭的连接再保留一分钟，端口也跟着被占。有一个选项可以告诉它“没关系”。",
        },
        {
          en: "setsockopt(SOL_SOCKET, SO_REUSEADDR, 1), before bind. Node sets it for you.",
          zh: "在 bind 之前：setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)。Node 会替你设好。",
        },
      ],
    },
  ],
  mistakes: [
    { folder: "no-listen", idiom: "berkeley", fails: "listens" },
    { folder: "binds-twice", idiom: "berkeley", fails: "listens" },
    { folder: "recv-on-listener", idiom: "berkeley", fails: "answers" },
    { folder: "counts-characters", idiom: "berkeley", fails: "answers" },
    { folder: "prints-no-port", idiom: "berkeley", fails: "prints-client" },
    { folder: "listener-left-open", idiom: "berkeley", fails: "closes-both" },
    { folder: "no-reuse", idiom: "berkeley", fails: "starts-again" },
    { folder: "node-utf-8", idiom: "node", fails: "answers" },
    { folder: "node-never-closes", idiom: "node", fails: "closes-both" },
  ],
};
