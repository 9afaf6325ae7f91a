import type { Lesson } from "../manifest.ts";

export const lesson: Lesson = {
  slug: "04-handshake-and-goodbye",
  part: "a",
  title: { en: "Handshake and goodbye", zh: "握手与告别" },
  summary: {
    en: "Let the packets through one at a time and watch the states that the kernel keeps.",
    zh: "把包一个一个放行，看内核里的状态怎样变化。",
  },
  minutes: 18,
  entry: "leak.ts",
  files: ["leak.ts", "server.ts"],
  idioms: ["berkeley", "node"],
  peers: ["echo"],
  requirements: [
    {
      id: "close-wait",
      title: {
        en: "leak.ts: on port 9001, echoes for one client, and leaves its socket in CLOSE_WAIT when the client has left",
        zh: "leak.ts：在 9001 端口为一位客户回显；客户走后，让套接字停在 CLOSE_WAIT",
      },
      hints: [
        {
          en: "CLOSE_WAIT means: the peer's FIN has come, and our program has not closed. Which call do you have to forget?",
          zh: "CLOSE_WAIT 的意思是：对方的 FIN 已到，而我们的程序还没有关闭。要忘掉哪个调用？",
        },
        {
          en: "After zero bytes leave the loop without close, and keep the program alive with input(). In Node: allowHalfOpen: true, and no end().",
          zh: "收到 0 个字节后跳出循环，不调用 close，再用 input() 让程序活着。在 Node 里：allowHalfOpen: true，并且不调用 end()。",
        },
      ],
    },
    {
      id: "closes",
      title: {
        en: "server.ts: on port 9000, answers a client's FIN with its own",
        zh: "server.ts：在 9000 端口，客户端发来 FIN 时，也回一个 FIN",
      },
      hints: [
        {
          en: "Your FIN leaves when you close the client's socket. Where in the loops do you know that the client has left?",
          zh: "关闭客户的套接字，你的 FIN 就会发出。在两个循环的哪个位置，你知道客户已经走了？",
        },
        {
          en: "client.close() after the inner loop. In Node: client.end() in the end event.",
          zh: "在里层循环之后 client.close()。在 Node 里：在 end 事件里 client.end()。",
        },
      ],
    },
    {
      id: "serves-on",
      title: {
        en: "server.ts: and goes on with the next client",
        zh: "server.ts：并继续接待下一位客户",
      },
      hints: [
        { en: "Two sockets: which of the two must stay open?", zh: "有两个套接字，哪一个要一直开着？" },
        {
          en: "Close the client's, never the listener, and stay in the outer loop.",
          zh: "关客户的，不关监听的，并且留在外层循环里。",
        },
      ],
    },
  ],
  mistakes: [
    { folder: "leak-ends", idiom: "berkeley", fails: "close-wait" },
    { folder: "leak-closes", idiom: "berkeley", fails: "close-wait" },
    { folder: "closes-the-listener", idiom: "berkeley", fails: "closes" },
    { folder: "one-client", idiom: "berkeley", fails: "serves-on" },
    { folder: "node-half-open", idiom: "node", fails: "closes" },
  ],
};
