import fc from "fast-check";
import { expect, test } from "vitest";
import { ascii, segment, specimens } from "../../protocol/packet/build-frame.ts";
import { decodePacket } from "../../protocol/packet/decode-packet.ts";
import { corruptFrame } from "./corrupt-frame.ts";
import { seededRandom } from "./seeded-random.ts";

const bits = (a: Uint8Array, b: Uint8Array): number[] =>
  [...a].flatMap((byte, i) =>
    [...Array(8).keys()].filter((bit) => ((byte ^ (b[i] ?? 0)) >> bit) & 1).map(() => i),
  );

test("exactly one bit of the data is flipped, and the checksum finds it", () => {
  const frame = segment({ seq: 1, flags: ["ack"], data: ascii("some data") });
  const payload = decodePacket(frame).payload?.start ?? 0;
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const damaged = Uint8Array.from(frame);
      expect(corruptFrame(damaged, seededRandom(seed))).toBe(true);
      const changed = bits(frame, damaged);
      expect(changed).toHaveLength(1);
      expect(changed[0]).toBeGreaterThanOrEqual(payload);
      expect(decodePacket(damaged).tcp?.checksum.state).toBe("bad");
    }),
  );
});

test("without data it is the transport's header, past the ports", () => {
  const frame = segment({ seq: 1, flags: ["syn"] });
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const damaged = Uint8Array.from(frame);
      expect(corruptFrame(damaged, seededRandom(seed))).toBe(true);
      expect(bits(frame, damaged)).toHaveLength(1);
      expect(decodePacket(damaged).tcp ?? decodePacket(damaged).problem).not.toBeNull();
      expect([damaged[34], damaged[35]]).toEqual([frame[34], frame[35]]);
    }),
  );
});

test("frames without such a checksum, or cut short, are left alone", () => {
  for (const frame of [specimens.arpRequest, specimens.laterFragment, new Uint8Array(7)]) {
    const copy = Uint8Array.from(frame ?? []);
    expect(corruptFrame(copy, Math.random)).toBe(false);
    expect(copy).toEqual(frame);
  }
});
