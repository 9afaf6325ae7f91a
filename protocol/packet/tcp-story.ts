/** For tests: two connections one after the other, and everything remarkable that a segment can be. */
import { ascii, fromHex, type TcpOptions } from "./build-frame.ts";

type Step = TcpOptions & { back?: boolean };

/** The opener's numbers wrap round after sixteen bytes. */
export const isn = 0xffffffef;
const peerIsn = 1000;
const scale = fromHex("020405b4 0402 01 030307 0101");

export function tcpStory(): Step[] {
  const steps: Step[] = [];
  const wrap = (n: number) => (isn + n) >>> 0;
  const out = (seq: number, ack: number, more: Partial<Step> = {}) =>
    steps.push({ seq: wrap(seq), ack: peerIsn + ack, flags: ["ack"], window: 500, ...more });
  const back = (seq: number, ack: number, more: Partial<Step> = {}) =>
    steps.push({ back: true, seq: peerIsn + seq, ack: wrap(ack), flags: ["ack"], window: 500, ...more });
  const text = (length: number): Partial<Step> => ({
    data: ascii("x".repeat(length)),
    flags: ["psh", "ack"],
  });

  steps.push({ seq: isn, flags: ["syn"], options: scale });
  steps.push({ seq: isn, flags: ["syn"], options: scale });
  steps.push({ back: true, seq: peerIsn, ack: wrap(1), flags: ["syn", "ack"], options: scale });
  out(1, 1);
  out(1, 1, text(10));
  back(1, 11);
  out(11, 1, text(20));
  out(11, 1, text(20));
  back(1, 31);
  back(1, 31, { window: 0 });
  out(30, 1);
  back(1, 31, { window: 0 });
  back(1, 31, { window: 400 });
  out(31, 1, text(10));
  out(41, 1, text(10));
  out(51, 1, text(10));
  out(61, 1, text(10));
  back(1, 31, { window: 400 });
  back(1, 31, { window: 400 });
  back(1, 31, { window: 400 });
  out(31, 1, text(10));
  back(1, 71, { window: 400 });
  out(70, 1);
  back(1, 71, { window: 400 });
  out(91, 1, text(10));
  out(101, 1, { flags: ["fin", "ack"] });
  back(1, 102, { window: 400, flags: ["fin", "ack"] });
  out(102, 2);
  steps.push({ seq: 5_000_000, flags: ["syn"], options: scale });
  steps.push({ back: true, seq: 0, ack: 5_000_001, flags: ["rst", "ack"], window: 0 });
  return steps;
}
