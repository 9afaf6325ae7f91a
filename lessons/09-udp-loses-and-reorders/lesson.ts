import type { Lesson } from "../manifest.ts";

const lossy = {
  loss: 30,
  delay: 20,
  jitter: 15,
  duplicate: 0,
  reorder: 0,
  corrupt: 0,
  rate: 0,
  cut: false,
  hold: false,
};

export const lesson: Lesson = {
  slug: "09-udp-loses-and-reorders",
  part: "b",
  title: { en: "UDP loses and reorders", zh: "UDP 会丢、会乱序" },
  summary: {
    en: "Thirty packets in a hundred never arrive. Timeouts, retries and numbers mend it.",
    zh: "一百个包丢掉三十个：用超时、重试和编号把它补好。",
  },
  minutes: 18,
  entry: "client.ts",
  files: ["client.ts"],
  idioms: ["berkeley", "node"],
  peers: ["numbered-celsius"],
  wire: { you: lossy, lab: lossy },
  requirements: [
    {
      id: "numbers",
      title: {
        en: "Asks 10.0.0.1:8889 about each typed temperature, with a number from 1, and prints “temperature: answer”",
        zh: "把输入的每个温度连同从 1 起的编号发到 10.0.0.1:8889，打印“温度: 回答”",
      },
      hints: [
        {
          en: "A question is its number, a space, the temperature: 3 36.6. The answer begins with the same number.",
          zh: "一个问题写作：编号、空格、温度，如 3 36.6。回答以同样的编号开头。",
        },
        {
          en: 'const [answered, ...answer] = decode(client.recv(1024)).split(" "); and print without the number.',
          zh: 'const [answered, ...answer] = decode(client.recv(1024)).split(" ");，打印时去掉编号。',
        },
      ],
    },
    {
      id: "asks-again",
      title: {
        en: "Asks again, with the same number, when no answer comes",
        zh: "没有回答时，用同一个编号再问",
      },
      hints: [
        {
          en: "recv waits for ever, and nobody says that a datagram was lost. Limit the wait.",
          zh: "recv 会一直等，而数据报丢了没有人会说。给等待设一个时限。",
        },
        {
          en: "settimeout(0.3), then a loop: sendto, try recv, catch TimeoutError and go round. Three attempts are too few here. In Node: setInterval.",
          zh: "先 settimeout(0.3)，然后循环：sendto，尝试 recv，接住 TimeoutError 再来一遍。在这里试三次还不够。在 Node 里：setInterval。",
        },
      ],
    },
    {
      id: "ignores-late",
      title: {
        en: "Takes only the answer that has the number of its question",
        zh: "只认编号与问题相同的回答",
      },
      hints: [
        {
          en: "You asked twice because the answer was slow. Now two answers come. Which question gets the second one?",
          zh: "因为回答来得慢，你问了两遍，结果来了两个回答。第二个会算到哪个问题头上？",
        },
        {
          en: "Compare the numbers; on another one, call recv again without asking again.",
          zh: "比较编号；不是自己的，就再 recv 一次，而不是再问一次。",
        },
      ],
    },
    {
      id: "twenty",
      title: {
        en: "Gets twenty conversions, in order and none twice, over a wire that loses 30 %",
        zh: "在丢包 30% 的线路上得到二十个换算结果，按次序，不重复",
      },
      hints: [
        {
          en: "Both ways lose: an attempt succeeds about every second time. How many in a row may fail?",
          zh: "来去都会丢：一次尝试大约一半能成。连续失败多少次都有可能？",
        },
        {
          en: "Allow twenty attempts or more for each question, and keep the timeout well under a second.",
          zh: "每个问题至少允许二十次尝试，超时要远小于一秒。",
        },
      ],
    },
  ],
  mistakes: [
    { folder: "no-number", idiom: "berkeley", fails: "numbers" },
    { folder: "no-timeout", idiom: "berkeley", fails: "asks-again" },
    { folder: "gives-up", idiom: "berkeley", fails: "asks-again" },
    { folder: "takes-any-answer", idiom: "berkeley", fails: "ignores-late" },
    { folder: "node-no-retry", idiom: "node", fails: "asks-again" },
  ],
};
