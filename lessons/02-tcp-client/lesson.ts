import type { Lesson } from "../manifest.ts";

export const lesson: Lesson = {
  slug: "02-tcp-client",
  part: "a",
  title: { en: "The TCP client flow", zh: "TCP 客户端流程" },
  summary: {
    en: "Five calls take a Chinese greeting to a server and its answer back.",
    zh: "五次调用，把一句问候送到服务器，再把回答带回来。",
  },
  minutes: 10,
  entry: "client.ts",
  files: ["client.ts"],
  idioms: ["berkeley", "node"],
  peers: ["gbk-greeter"],
  requirements: [
    {
      id: "connects",
      title: { en: "Connects to 10.0.0.1, port 8080", zh: "连接到 10.0.0.1 的 8080 端口" },
      hints: [
        {
          en: "A socket that was just made is not connected to anybody. Which call dials?",
          zh: "刚创建的套接字还没有和任何人相连。哪个调用负责“拨号”？",
        },
        {
          en: 'An address is a pair, host and port: connect(["10.0.0.1", 8080]). In Node, net.connect makes the socket and dials at once.',
          zh: '地址是一对值，主机和端口：connect(["10.0.0.1", 8080])。在 Node 里，net.connect 一步完成创建和拨号。',
        },
      ],
    },
    {
      id: "speaks-gbk",
      title: {
        en: "Sends a greeting with 你好 in it, as GBK bytes",
        zh: "发送一句含有“你好”的问候，字节用 GBK 编码",
      },
      hints: [
        {
          en: "Look at the data packet's bytes: 你好 is c4 e3 ba c3 in GBK, and e4 bd a0 e5 a5 bd in UTF-8.",
          zh: "看看数据包里的字节：“你好”在 GBK 里是 c4 e3 ba c3，在 UTF-8 里是 e4 bd a0 e5 a5 bd。",
        },
        {
          en: 'encode turns text into bytes; its second argument names the encoding: encode("你好", "gbk").',
          zh: 'encode 把文字变成字节，第二个参数是编码名：encode("你好", "gbk")。',
        },
      ],
    },
    {
      id: "prints-answer",
      title: {
        en: "Prints the server's answer, decoded from GBK",
        zh: "打印服务器的回答，按 GBK 解码",
      },
      hints: [
        {
          en: "recv(1024) waits for the answer and gives bytes. Bytes are not text yet.",
          zh: "recv(1024) 会等到回答，给你的是字节。字节还不是文字。",
        },
        {
          en: 'print(decode(answer, "gbk")), with the same encoding that the server writes in.',
          zh: 'print(decode(answer, "gbk"))，编码要和服务器写的一致。',
        },
      ],
    },
    {
      id: "hangs-up",
      title: {
        en: "Closes the connection once it has the answer, without waiting for the program to end",
        zh: "拿到回答后就关闭连接，而不是等程序结束",
      },
      hints: [
        {
          en: "Look at the timeline: a FIN has to leave your side while the program is still waiting for Enter.",
          zh: "看时间线：程序还在等回车的时候，你这一边就应该发出 FIN 了。",
        },
        {
          en: "client.close() after the answer is printed, before input(). In Node: client.end().",
          zh: "打印回答之后、input() 之前，调用 client.close()。在 Node 里是 client.end()。",
        },
      ],
    },
  ],
  mistakes: [
    { folder: "utf-8", idiom: "berkeley", fails: "speaks-gbk" },
    { folder: "send-first", idiom: "berkeley", fails: "connects" },
    { folder: "prints-mojibake", idiom: "berkeley", fails: "prints-answer" },
    { folder: "never-closes", idiom: "berkeley", fails: "hangs-up" },
    { folder: "node-never-ends", idiom: "node", fails: "hangs-up" },
    { folder: "node-tostring", idiom: "node", fails: "prints-answer" },
  ],
};
