import type { Lesson } from "../manifest.ts";

export const lesson: Lesson = {
  slug: "06-talking-in-a-loop",
  part: "a",
  title: { en: "Talking in a loop", zh: "循环对话" },
  summary: {
    en: "From one message to many, from one client to the next, and how a loop knows its end.",
    zh: "从一句到多句，从一位客户到下一位，以及循环怎么知道该停了。",
  },
  minutes: 15,
  entry: "server.ts",
  files: ["server.ts", "client.ts"],
  idioms: ["berkeley", "node"],
  peers: ["upper-server"],
  requirements: [
    {
      id: "many-messages",
      title: {
        en: "server.ts: on port 3234, answers every message of a client in capitals",
        zh: "server.ts：在 3234 端口上，把客户的每一条消息都转成大写送回",
      },
      hints: [
        {
          en: "What follows accept happens once. Which two lines must happen again for each message?",
          zh: "accept 之后的内容只做了一遍。哪两行要为每条消息重做一遍？",
        },
        {
          en: "for (;;) around recv and sendall, and close after the loop, not inside it.",
          zh: "用 for (;;) 包住 recv 和 sendall；close 放在循环之后，不要放在里面。",
        },
      ],
    },
    {
      id: "next-client",
      title: {
        en: "server.ts: when a client leaves, closes its socket and serves the next",
        zh: "server.ts：客户离开后，关闭它的套接字，再接待下一位",
      },
      hints: [
        {
          en: "How does recv tell you that there will be no more messages?",
          zh: "recv 用什么告诉你，不会再有消息了？",
        },
        {
          en: "Zero bytes: leave the message loop. Around it stands a second loop that begins with accept.",
          zh: "0 个字节：跳出消息循环。它外面还有一个循环，以 accept 开头。",
        },
      ],
    },
    {
      id: "survives-reset",
      title: {
        en: "server.ts: goes on when a client resets its connection",
        zh: "server.ts：客户重置连接时照常工作",
      },
      hints: [
        {
          en: "recv throws when the connection was reset. How far does that error fly?",
          zh: "连接被重置时，recv 会抛出错误。这个错误会一直飞到哪里？",
        },
        {
          en: "try around the message loop, catch a SocketError, close this client, and go on with the next. In Node: an error listener.",
          zh: "在消息循环外面 try，接住 SocketError，关掉这位客户，继续下一位。在 Node 里：加一个 error 监听函数。",
        },
      ],
    },
    {
      id: "skips-empty",
      title: {
        en: "client.ts: sends each typed line to 10.0.0.1:3234 and prints the answer; empty lines are skipped",
        zh: "client.ts：把输入的每一行发到 10.0.0.1:3234 并打印回答，空行跳过",
      },
      hints: [
        {
          en: "What does the server get when you send zero bytes? And what do you wait for then?",
          zh: "发送 0 个字节，服务器会收到什么？你接下来又在等什么？",
        },
        {
          en: 'In the loop, before sending: if (line === "") continue;',
          zh: '在循环里、发送之前：if (line === "") continue;',
        },
      ],
    },
    {
      id: "q-ends",
      title: {
        en: "client.ts: a line with only q ends the conversation",
        zh: "client.ts：输入一个 q 就结束对话",
      },
      hints: [
        { en: "Test for it before the line is sent.", zh: "要在发送这一行之前判断。" },
        {
          en: 'if (line === "q") break; and close the socket after the loop.',
          zh: 'if (line === "q") break;，循环之后关闭套接字。',
        },
      ],
    },
  ],
  mistakes: [
    { folder: "closes-too-early", idiom: "berkeley", fails: "many-messages" },
    { folder: "no-zero-byte-test", idiom: "berkeley", fails: "next-client" },
    { folder: "one-client", idiom: "berkeley", fails: "next-client" },
    { folder: "reset-kills", idiom: "berkeley", fails: "survives-reset" },
    { folder: "sends-empty", idiom: "berkeley", fails: "skips-empty" },
    { folder: "node-no-error-handler", idiom: "node", fails: "survives-reset" },
  ],
};
