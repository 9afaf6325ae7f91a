import type { Peer } from "./peer-host.ts";
import { decode, encode } from "./text-encoding.ts";

/** Lesson 08's server: a temperature in Celsius comes as text, a sentence with Fahrenheit goes back. */
export const celsiusServer = (port = 8888): Peer => ({
  id: "celsius-server",
  title: { en: "Celsius server", zh: "温度换算服务器" },
  address: `10.0.0.1:${port} udp`,
  encoding: "utf-8",
  async run(host) {
    const socket = host.udp(port);
    for (;;) {
      const { bytes, from } = await socket.receiveFrom();
      await socket.sendTo(encode(answerTo(decode(bytes).trim())), from);
    }
  },
});

function answerTo(text: string): string {
  const celsius = Number(text);
  if (text === "" || !Number.isFinite(celsius)) return "error: send a number, such as 36.6";
  return `${text} °C is ${(celsius * 1.8 + 32).toFixed(1)} °F`;
}
