import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePacket } from "../../protocol/packet/decode-packet.ts";
import { parseHex } from "../controls/hex-text.ts";
import { mendChecksums } from "./mend-checksums.ts";

// Frames as a Linux kernel sent them over a veth pair: a SYN with its options, and a DNS-sized UDP datagram.
const syn =
  "4211 9e7a 02 1f c6 33 ae 11 42 91 02 08 0800 4500 003c 1c46 4000 4006 0000 0a000002 0a000001 9c40 1f90 00000001 00000000 a002 faf0 0000 0000 020405b4 0402 080a 00000001 00000000 01 030307";
const bytesOf = (hex: string) => {
  const parsed = parseHex(hex.replaceAll(" ", "").replace(/(..)/g, "$1 "));
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.bytes.subarray(parsed.bytes.length - 74);
};

const udp = (payload: Uint8Array) => {
  const frame = new Uint8Array(42 + payload.length);
  frame.set([8, 0, 0x45], 12);
  frame.set([0x40, 17, 0, 0, 10, 0, 0, 2, 10, 0, 0, 1, 0x9c, 0x40, 0x22, 0xb8], 22);
  frame.set(payload, 42);
  return frame;
};

describe("mendChecksums", () => {
  it("makes a TCP segment's checksums right, as the decoder judges them", () => {
    const frame = bytesOf(syn);
    expect(decodePacket(frame).ip).toMatchObject({ checksum: { state: "bad" } });
    const packet = decodePacket(mendChecksums(frame));
    expect(packet.ip).toMatchObject({ checksum: { state: "ok" } });
    expect(packet.tcp).toMatchObject({ checksum: { state: "ok" }, flags: { syn: true, ack: false } });
  });

  it("mends lengths and checksums of a datagram whose data grew or shrank", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 200 }), (payload) => {
        const packet = decodePacket(mendChecksums(udp(payload)));
        expect(packet.problem).toBeNull();
        expect(packet.udp).toMatchObject({ payloadLength: payload.length, checksum: { state: "ok" } });
      }),
    );
  });

  it("judges a right sum as right, even where it happens to be the number that an offloading card is left", () => {
    const payload = [
      71, 5, 76, 85, 70, 253, 39, 222, 137, 5, 52, 28, 99, 58, 86, 249, 255, 201, 10, 247, 128, 4, 2, 152,
      143, 111, 4, 245, 121, 28, 4,
    ];
    expect(decodePacket(mendChecksums(udp(Uint8Array.from(payload)))).udp).toMatchObject({
      checksum: { state: "ok" },
    });
  });

  it("never throws and never changes the length, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        for (const etherType of [0x0800, 0x86dd, 0x0806]) {
          const frame = Uint8Array.from(bytes);
          if (frame.length > 14) new DataView(frame.buffer).setUint16(12, etherType);
          expect(mendChecksums(frame)).toHaveLength(frame.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("leaves what is no IP alone, and the frame it was given", () => {
    const arp = new Uint8Array(60).fill(1);
    expect(mendChecksums(arp)).toEqual(arp);
    const frame = bytesOf(syn);
    const copy = Uint8Array.from(frame);
    mendChecksums(frame);
    expect(frame).toEqual(copy);
  });
});
