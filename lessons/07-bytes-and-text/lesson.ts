import type { Lesson } from "../manifest.ts";

export const lesson: Lesson = {
  slug: "07-bytes-and-text",
  part: "a",
  title: { en: "Bytes and text", zh: "字节与文字" },
  summary: {
    en: "UTF-8 and GBK byte by byte, and a character that arrives in two halves.",
    zh: "逐字节看 UTF-8 和 GBK，以及一个被切成两半送来的汉字。",
  },
  minutes: 14,
  entry: "server.ts",
  files: ["server.ts"],
  idioms: ["berkeley", "node"],
  peers: ["gbk-cutter"],
  requirements: [
    {
      id: "translates",
      title: {
        en: "On port 9007, sends back in UTF-8 what comes in GBK",
        zh: "在 9007 端口上，把收到的 GBK 文字用 UTF-8 送回",
      },
      hints: [
        {
          en: "Two steps: bytes to text by one encoding, text to bytes by another.",
          zh: "分两步：用一种编码把字节变成文字，再用另一种把文字变成字节。",
        },
        {
          en: 'decode(piece, "gbk"), then encode(text): encode uses UTF-8 if you name nothing.',
          zh: 'decode(piece, "gbk")，然后 encode(text)：不写编码名，encode 就用 UTF-8。',
        },
      ],
    },
    {
      id: "joins-halves",
      title: {
        en: "Loses nothing when a character is cut in half between two pieces",
        zh: "汉字被切在两段里送来时，一个也不丢",
      },
      hints: [
        {
          en: "A piece may end in the middle of a character. Who remembers the half until the next piece is there?",
          zh: "一段可能在某个字的中间断开。下一段到来之前，谁替你记住前半个？",
        },
        {
          en: 'getincrementaldecoder("gbk") makes a decoder that does. One for each client, made after accept, not one for each piece.',
          zh: 'getincrementaldecoder("gbk") 造出的解码器会记住。每位客户一个，在 accept 之后造，不要每段造一个。',
        },
      ],
    },
    {
      id: "counts",
      title: {
        en: "Prints “N characters in M bytes” when the client has finished",
        zh: "客户说完后打印“N characters in M bytes”（N 个字符，M 个字节）",
      },
      hints: [
        {
          en: "Bytes are counted before decoding, characters after it.",
          zh: "字节在解码之前数，字符在解码之后数。",
        },
        {
          en: "bytes += piece.length; characters += [...text].length; and print them after the loop.",
          zh: "bytes += piece.length; characters += [...text].length;，循环之后打印。",
        },
      ],
    },
  ],
  mistakes: [
    { folder: "latin", idiom: "berkeley", fails: "translates" },
    { folder: "decodes-each-piece", idiom: "berkeley", fails: "joins-halves" },
    { folder: "replaces-halves", idiom: "berkeley", fails: "joins-halves" },
    { folder: "counts-halves", idiom: "berkeley", fails: "counts" },
    { folder: "node-decodes-each-piece", idiom: "node", fails: "joins-halves" },
  ],
};
