import type { Lesson } from "../manifest.ts";

export const lesson: Lesson = {
  slug: "05-eight-rules",
  part: "a",
  title: { en: "Eight rules", zh: "八条规则" },
  summary: {
    en: "Eight small experiments with bind, listen, accept and close, each predicted first.",
    zh: "围绕 bind、listen、accept、close 的八个小实验，先猜，再跑。",
  },
  minutes: 20,
  entry: "server.ts",
  files: ["server.ts", "client.ts"],
  idioms: ["berkeley", "node"],
  peers: ["echo", "rules-server", "rules-clients"],
  requirements: [
    {
      id: "own-socket",
      title: {
        en: "server.ts: on port 5005, takes two clients and answers each on its own socket: “A: hello”, “B: hello”",
        zh: "server.ts：在 5005 端口接两位客户，各在自己的套接字上回答：“A: hello”“B: hello”",
      },
      hints: [
        {
          en: "accept was called twice and gave two sockets. Which of them is A's?",
          zh: "accept 调用了两次，给了两个套接字。哪个是 A 的？",
        },
        { en: 'answer(a, "A"), then answer(b, "B").', zh: '先 answer(a, "A")，再 answer(b, "B")。' },
      ],
    },
    {
      id: "ends-with-one",
      title: {
        en: "server.ts: then ends with A only; B is answered again",
        zh: "server.ts：然后只和 A 结束，B 再问还有回答",
      },
      hints: [
        { en: "Which socket stands for the conversation with A?", zh: "哪个套接字代表和 A 的对话？" },
        { en: 'a.close(), then answer(b, "B").', zh: 'a.close()，然后 answer(b, "B")。' },
      ],
    },
    {
      id: "closes-the-door",
      title: {
        en: "server.ts: then lets no new client in; B is answered a third time",
        zh: "server.ts：然后不再接新客户，B 第三次问仍有回答",
      },
      hints: [
        { en: "New clients arrive at one socket only.", zh: "新客户只会来到一个套接字上。" },
        {
          en: 'listener.close(), then answer(b, "B"). In Node: server.close().',
          zh: 'listener.close()，然后 answer(b, "B")。在 Node 里：server.close()。',
        },
      ],
    },
    {
      id: "hears-the-end",
      title: {
        en: "server.ts: closes B's socket when B has left",
        zh: "server.ts：B 离开后，关闭它的套接字",
      },
      hints: [
        { en: "A recv waits until B says something, or leaves.", zh: "recv 会等到 B 说话，或者离开。" },
        {
          en: "b.recv(1024) gives zero bytes; then b.close().",
          zh: "b.recv(1024) 得到 0 个字节，然后 b.close()。",
        },
      ],
    },
    {
      id: "client-hears-the-end",
      title: {
        en: "client.ts: says hello to 10.0.0.1:5005, prints what comes, and “the server has left” when it closes",
        zh: "client.ts：向 10.0.0.1:5005 说 hello，打印收到的内容；服务器关闭时打印“the server has left”",
      },
      hints: [
        {
          en: "A loop around recv and print. What does recv give when the server has closed?",
          zh: "用循环包住 recv 和 print。服务器关闭之后，recv 给出什么？",
        },
        {
          en: "if (message.length === 0) break; then print the line and close. In Node: the end event.",
          zh: "if (message.length === 0) break;，然后打印那一行并关闭。在 Node 里：end 事件。",
        },
      ],
    },
  ],
  mistakes: [
    { folder: "listener-talks", idiom: "berkeley", fails: "own-socket" },
    { folder: "one-socket", idiom: "berkeley", fails: "own-socket" },
    { folder: "closes-all", idiom: "berkeley", fails: "ends-with-one" },
    { folder: "door-stays-open", idiom: "berkeley", fails: "closes-the-door" },
    { folder: "client-ignores-end", idiom: "berkeley", fails: "client-hears-the-end" },
    { folder: "node-closes-all", idiom: "node", fails: "ends-with-one" },
  ],
};
