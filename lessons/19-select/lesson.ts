import type { Lesson } from "../manifest.ts";

export const lesson: Lesson = {
  slug: "19-select",
  part: "d",
  title: { en: "select: one thread, many sockets", zh: "select：一个线程，许多套接字" },
  summary: {
    en: "Ask the kernel which sockets are ready, and wait for none of them alone.",
    zh: "问内核哪些套接字准备好了，不为任何一个单独等待。",
  },
  minutes: 20,
  entry: "server.ts",
  files: ["server.ts"],
  idioms: ["berkeley", "node"],
  peers: ["select-clients"],
  requirements: [
    {
      id: "answers",
      title: {
        en: "Answers each message on port 8000 with the message and “ received” after it",
        zh: "在 8000 端口回答每条消息：原样加上“ received”",
      },
      hints: [
        {
          en: "The answer is the bytes that came, then a space and the word received: hello becomes hello received.",
          zh: "回答是收到的字节，后面加一个空格和 received：hello 变成 hello received。",
        },
        {
          en: "select gives the readable sockets. If it is the listener, accept; if it is a client, recv and put the answer into its outbox.",
          zh: "select 给出可读的套接字。如果是监听套接字就 accept；如果是客户端就 recv，把回答放进它的发件箱。",
        },
      ],
    },
    {
      id: "out-of-turn",
      title: {
        en: "Serves four clients that speak in any order, while others are silent",
        zh: "同时服务四个客户端：谁先开口都行，别人不说话也不耽误",
      },
      hints: [
        {
          en: "If you call recv on a client that says nothing, the whole program waits for that one. Who tells you who has spoken?",
          zh: "对一个不说话的客户端调用 recv，整个程序都会等它。谁能告诉你是哪一个开了口？",
        },
        {
          en: "Keep all clients in one collection, and call recv once, only for those that select says are readable.",
          zh: "把所有客户端放在一个集合里，只对 select 说可读的那些调用 recv，而且只调用一次。",
        },
      ],
    },
    {
      id: "two-ports",
      title: {
        en: "Listens on 8000 and 8001 in the same loop",
        zh: "在同一个循环里监听 8000 和 8001",
      },
      hints: [
        {
          en: "A listener is a socket like any other to select. There may be several in the list.",
          zh: "对 select 来说，监听套接字和别的套接字一样，列表里可以放好几个。",
        },
        {
          en: "const listeners = [listenOn(8000), listenOn(8001)], and accept when listeners.includes(socket).",
          zh: "const listeners = [listenOn(8000), listenOn(8001)]，当 listeners.includes(socket) 时 accept。",
        },
      ],
    },
    {
      id: "says-goodbye",
      title: {
        en: "Closes its end when a client has left, and serves the others",
        zh: "客户端离开后关闭自己这一端，并继续服务其他人",
      },
      hints: [
        {
          en: "A socket whose other end has closed stays readable forever. What does recv give then?",
          zh: "对方关闭之后，套接字会一直“可读”。这时 recv 给出什么？",
        },
        {
          en: "Zero bytes: take the client out of the collection and close its socket.",
          zh: "零个字节：把这个客户端移出集合，并关闭它的套接字。",
        },
      ],
    },
    {
      id: "survives-reset",
      title: {
        en: "Goes on when a client resets its connection",
        zh: "客户端重置连接时，服务器照常运行",
      },
      hints: [
        {
          en: "recv on a connection that was reset throws ECONNRESET. What happens to an error that nobody catches?",
          zh: "连接被重置后，recv 会抛出 ECONNRESET。没有人接住的错误会怎样？",
        },
        {
          en: 'Catch it around recv and send, drop that client, go on. In Node: client.on("error", ...).',
          zh: '在 recv 和 send 外面接住它，丢下这个客户端，继续循环。在 Node 里：client.on("error", ...)。',
        },
      ],
    },
    {
      id: "keeps-an-outbox",
      title: {
        en: "Lets nobody wait for a client that sends and never reads",
        zh: "有的客户端只发不读，也不让别人等它",
      },
      hints: [
        {
          en: "Watch Send-Q in the sockets table: that client's buffers fill up, and then send waits, with everybody else behind it.",
          zh: "看套接字表里的 Send-Q：那个客户端的缓冲区满了以后，send 就会等，其他人都排在它后面。",
        },
        {
          en: "Make each client non-blocking, keep unsent bytes in an outbox, and send only when select says writable.",
          zh: "把每个客户端设为非阻塞，没发完的字节放进发件箱，只在 select 说可写时才 send。",
        },
        {
          en: "send returns how many bytes it took: outbox = outbox.subarray(taken). Read from a client only while its outbox is empty.",
          zh: "send 返回它收下了多少字节：outbox = outbox.subarray(taken)。只在发件箱为空时才读这个客户端。",
        },
      ],
    },
  ],
  mistakes: [
    { folder: "takes-turns", idiom: "berkeley", fails: "out-of-turn" },
    { folder: "one-port", idiom: "berkeley", fails: "two-ports" },
    { folder: "no-zero-byte-test", idiom: "berkeley", fails: "says-goodbye" },
    { folder: "reset-kills", idiom: "berkeley", fails: "survives-reset" },
    { folder: "sendall-waits", idiom: "berkeley", fails: "keeps-an-outbox" },
    { folder: "node-no-error-handler", idiom: "node", fails: "survives-reset" },
    { folder: "node-half-open", idiom: "node", fails: "says-goodbye" },
  ],
};
