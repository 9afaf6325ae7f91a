import { expect, test } from "vitest";
import { isNeighbourTalk, isOwnAddressReport } from "./frame-kinds.ts";

const bytes = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");
const report = bytes(
  "333300000016 020000000001 86dd 6000000000240001 fe800000000000000000000000000001 ff020000000000000000000000000016" +
    "3a00050200000100 8f00710700000001 04000000 ff0200000000000000000001ff000001",
);

test("a report of the host's own solicited-node group is known; of any other group it is not", () => {
  expect(isOwnAddressReport(report, 0)).toBe(true);
  const other = Buffer.from(report);
  other.write("ff0200000000000000000000000000fb", 74, "hex");
  expect(isOwnAddressReport(other, 0)).toBe(false);
  for (let length = 0; length < report.length; length++)
    expect(isOwnAddressReport(report.subarray(0, length), 0)).toBe(false);
});

test("ARP and neighbour solicitations are neighbour talk, IP packets are not", () => {
  const frame = Buffer.alloc(60);
  frame.writeUInt16BE(0x0806, 12);
  expect(isNeighbourTalk(frame)).toBe(true);
  frame.writeUInt16BE(0x0800, 12);
  expect(isNeighbourTalk(frame)).toBe(false);
  frame.writeUInt16BE(0x86dd, 12);
  frame[20] = 58;
  frame[54] = 135;
  expect(isNeighbourTalk(frame)).toBe(true);
  frame[54] = 128;
  expect(isNeighbourTalk(frame)).toBe(false);
  expect(isNeighbourTalk(report)).toBe(false);
});
