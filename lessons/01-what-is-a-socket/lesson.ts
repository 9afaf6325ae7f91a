import type { Lesson } from "../manifest.ts";

export const lesson: Lesson = {
  slug: "01-what-is-a-socket",
  part: "a",
  title: { en: "What a socket is", zh: "套接字是什么" },
  summary: {
    en: "One end of a conversation, held by a number: addresses, families, types, and a telephone.",
    zh: "握在程序手里的通信一端，其实是一个编号：地址、地址族、类型，外加一部电话。",
  },
  minutes: 12,
  entry: "ends.ts",
  files: ["ends.ts"],
  idioms: ["berkeley", "node"],
  peers: ["echo"],
  requirements: [
    {
      id: "to-number",
      title: {
        en: "Prints the number behind a typed address: 172.16.254.1 is 2886794753",
        zh: "把输入的地址换成数打印出来：172.16.254.1 是 2886794753",
      },
      hints: [
        {
          en: "Four bytes, the most significant first. What is the first byte worth, if the last one is worth 1?",
          zh: "四个字节，高位在前。如果最后一个字节的权是 1，第一个字节的权是多少？",
        },
        {
          en: "Multiply what you have by 256 and add the next byte, four times. Beware of <<: in JavaScript it works on signed 32-bit numbers, so 172 << 24 is negative.",
          zh: "把已有的数乘以 256，再加上下一个字节，一共四次。当心 <<：在 JavaScript 里它按有符号 32 位运算，172 << 24 是负数。",
        },
      ],
    },
    {
      id: "to-address",
      title: {
        en: "Prints the address behind a typed number: 167772161 is 10.0.0.1",
        zh: "把输入的数换成地址打印出来：167772161 是 10.0.0.1",
      },
      hints: [
        {
          en: "The way back: what is left when you divide by 256 is the last byte.",
          zh: "反过来做：除以 256 的余数，就是最后一个字节。",
        },
        {
          en: "For each of 2 ** 24, 2 ** 16, 2 ** 8 and 1: Math.floor(number / that) % 256. Then join the four with dots.",
          zh: "对 2 ** 24、2 ** 16、2 ** 8 和 1 各算一次 Math.floor(number / 它) % 256，再用点把四个数连起来。",
        },
      ],
    },
    {
      id: "names-both-ends",
      title: {
        en: "Connects to the echo server at 10.0.0.1, port 7, and prints both ends as host:port",
        zh: "连接 10.0.0.1 的 7 号端口（回显服务器），按 主机:端口 打印两端",
      },
      hints: [
        {
          en: "After connect the kernel knows both ends. One call asks for your own, another for the peer's.",
          zh: "connect 之后，两端的地址内核都知道。一个调用问自己这端，另一个问对方那端。",
        },
        {
          en: "getsockname() and getpeername() each give [host, port]. In Node: localAddress, localPort, remoteAddress, remotePort, once the connect event has come.",
          zh: "getsockname() 和 getpeername() 各给出 [host, port]。在 Node 里：等 connect 事件之后，看 localAddress、localPort、remoteAddress、remotePort。",
        },
      ],
    },
  ],
  mistakes: [
    { folder: "byte-order", idiom: "berkeley", fails: "to-number" },
    { folder: "signed-shift", idiom: "berkeley", fails: "to-number" },
    { folder: "no-mask", idiom: "berkeley", fails: "to-address" },
    { folder: "only-one-end", idiom: "berkeley", fails: "names-both-ends" },
    { folder: "node-asks-too-early", idiom: "node", fails: "names-both-ends" },
  ],
};
