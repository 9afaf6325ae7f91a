import type { Lesson } from "../manifest.ts";

export const lesson: Lesson = {
  slug: "08-udp-celsius",
  part: "b",
  title: { en: "Celsius over UDP", zh: "用 UDP 换算温度" },
  summary: {
    en: "A converter that nobody connects to: each datagram is a question with an address on it.",
    zh: "没有人与它建立连接的换算服务：每个数据报都是一个写着回信地址的问题。",
  },
  minutes: 14,
  entry: "server.ts",
  files: ["server.ts", "client.ts"],
  idioms: ["berkeley", "node"],
  peers: ["celsius-server", "celsius-client"],
  requirements: [
    {
      id: "converts",
      title: {
        en: "server.ts: answers on UDP port 8888 with the temperature in Fahrenheit, to one decimal place",
        zh: "server.ts：在 UDP 8888 端口上回答华氏温度，精确到一位小数",
      },
      hints: [
        {
          en: "A UDP server has no listen and no accept: bind, then recvfrom in a loop.",
          zh: "UDP 服务器没有 listen，也没有 accept：bind 之后，在循环里 recvfrom。",
        },
        {
          en: "Text comes and text goes: Number(text) * 1.8 + 32, and toFixed(1) to write it. Do not cut the decimals off on the way.",
          zh: "来的是文字，去的也是文字：Number(text) * 1.8 + 32，用 toFixed(1) 写出来。中途别把小数砍掉。",
        },
      ],
    },
    {
      id: "answers-the-sender",
      title: {
        en: "server.ts: sends each answer to the address that asked",
        zh: "server.ts：谁问的，就把回答发给谁",
      },
      hints: [
        {
          en: "Two clients ask at the same time, from two ports. Nobody is connected: how do you know where to send?",
          zh: "两个客户端同时从两个端口提问。没有连接，怎么知道该发到哪里？",
        },
        {
          en: "recvfrom gives [data, address]; give that address to sendto. In Node it is the second argument of the message event.",
          zh: "recvfrom 给出 [data, address]，把这个 address 交给 sendto。在 Node 里，它是 message 事件的第二个参数。",
        },
      ],
    },
    {
      id: "survives-nonsense",
      title: {
        en: "server.ts: answers nonsense with a line that begins with “error”, and lives on",
        zh: "server.ts：遇到不是数字的内容，回答以 error 开头的一行，并继续服务",
      },
      hints: [
        {
          en: "Anybody may send anything: abc, an empty datagram, 1e400, two thousand bytes. What does Number make of each?",
          zh: "谁都可以发任何东西：abc、空数据报、1e400、两千个字节。Number 会把它们各变成什么？",
        },
        {
          en: 'Number("") is 0 and Number("1e400") is Infinity. Test for empty text first, then with Number.isFinite.',
          zh: 'Number("") 是 0，Number("1e400") 是 Infinity。先判断是不是空文本，再用 Number.isFinite 判断。',
        },
      ],
    },
    {
      id: "client-asks",
      title: {
        en: "client.ts: sends the temperature typed at the terminal to 10.0.0.1:8888 and prints the answer that comes back",
        zh: "client.ts：把终端里输入的温度发到 10.0.0.1:8888，并打印收到的回答",
      },
      hints: [
        {
          en: "A client needs neither bind nor connect: sendto with the server's address is enough, and the kernel picks a port.",
          zh: "客户端既不用 bind 也不用 connect：sendto 带上服务器地址就够了，端口由内核挑。",
        },
        {
          en: 'client.sendto(encode(celsius), ["10.0.0.1", 8888]); then print(decode(client.recv(1024))).',
          zh: 'client.sendto(encode(celsius), ["10.0.0.1", 8888]);，然后 print(decode(client.recv(1024)))。',
        },
      ],
    },
  ],
  mistakes: [
    { folder: "integers", idiom: "berkeley", fails: "converts" },
    { folder: "fixed-address", idiom: "berkeley", fails: "answers-the-sender" },
    { folder: "crashes-on-nonsense", idiom: "berkeley", fails: "survives-nonsense" },
    { folder: "empty-is-zero", idiom: "berkeley", fails: "survives-nonsense" },
    { folder: "client-converts-itself", idiom: "berkeley", fails: "client-asks" },
    { folder: "node-first-sender", idiom: "node", fails: "answers-the-sender" },
  ],
};
