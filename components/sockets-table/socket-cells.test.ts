import { expect, test } from "vitest";
import type { SocketRow } from "../../protocol/lab-event.ts";
import { en } from "../words/en.ts";
import { endpointText, socketCells } from "./socket-cells.ts";

const row = (
  state: SocketRow["state"],
  recvQ: number,
  protocol: SocketRow["protocol"] = "tcp",
): SocketRow => ({
  key: `${protocol} 1`,
  protocol,
  local: ["10.0.0.2", 8080],
  remote: ["10.0.0.1", 41822],
  state,
  recvQ,
  sendQ: 0,
  retransmits: 0,
});

test("a FIN that nobody has read counts in Recv-Q and is not called a byte", () => {
  const title = (state: SocketRow["state"], recvQ: number) =>
    socketCells(row(state, recvQ), en.sockets).recvTitle;
  expect(title("ESTABLISHED", 23)).toBe("23 bytes wait for recv()");
  expect(title("CLOSE_WAIT", 23)).toMatch(/^22 bytes wait for recv\(\), and after them the other side's FIN/);
  expect(title("CLOSE_WAIT", 1)).toMatch(/^0 bytes .* FIN/);
  expect(title("CLOSE_WAIT", 0)).toBe("0 bytes wait for recv()");
});

test("a name that a program chose is written as it is, whatever it would do to the line", () => {
  expect(endpointText("/home/you/\u202etxt.exe")).toBe("/home/you/\\u202etxt.exe");
  expect(endpointText("\0abstract\0\n\t\u200b")).toBe("@abstract\\x00\\n\\t\\u200b");
  expect(endpointText("")).toBe("–");
});
