import type { Peer } from "./peer-host.ts";
import { decode, encode } from "./text-encoding.ts";

/** Lesson 09's server: `3 36.6` comes, `3 97.9 °F` goes back, so that an answer tells which question it is for. */
export const numberedCelsius = (port = 8889): Peer => ({
  id: "numbered-celsius",
  title: { en: "Numbered Celsius", zh: "带编号的换算" },
  address: `10.0.0.1:${port} udp`,
  encoding: "utf-8",
  async run(host) {
    const socket = host.udp(port);
    for (;;) {
      const { bytes, from } = await socket.receiveFrom();
      const [number = "", ...rest] = decode(bytes).trim().split(" ");
      await socket.sendTo(encode(answerTo(number, rest.join(" "))), from);
    }
  },
});

function answerTo(number: string, text: string): string {
  const celsius = Number(text);
  if (!/^\d+$/.test(number)) return "0 error: begin with a number, such as 3 36.6";
  if (text === "" || !Number.isFinite(celsius)) return `${number} error: send a temperature, such as 36.6`;
  return `${number} ${(celsius * 1.8 + 32).toFixed(1)} °F`;
}
