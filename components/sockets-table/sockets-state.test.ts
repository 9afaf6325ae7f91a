import { describe, expect, it } from "vitest";
import type { LabEvent, SocketRow } from "../../protocol/lab-event.ts";
import { en } from "../words/en.ts";
import { endpointText, socketCells } from "./socket-cells.ts";
import { initialSockets, lifeKey, reduceSockets } from "./sockets-state.ts";

const row = (more: Partial<SocketRow> = {}): SocketRow => ({
  key: "inode 100",
  protocol: "tcp",
  local: ["10.0.0.2", 40_000],
  remote: ["10.0.0.1", 8_080],
  state: "ESTABLISHED",
  recvQ: 0,
  sendQ: 0,
  retransmits: 0,
  ...more,
});
const table = (at: number, rows: SocketRow[], host: "you" | "lab" = "you"): LabEvent => ({
  type: "sockets",
  at,
  host,
  rows,
});
const states = (state: ReturnType<typeof reduceSockets>) =>
  [...state.lives.values()].map((life) => life.seen.map((seen) => seen.state).join(" "));

describe("reduceSockets", () => {
  it("notes each state once, in the order seen", () => {
    const state = reduceSockets(initialSockets, [
      table(1, [row({ state: "SYN_SENT" })]),
      table(2, [row()]),
      table(3, [row({ recvQ: 5 })]),
      table(4, [row({ state: "CLOSE_WAIT" })]),
    ]);
    expect(states(state)).toEqual(["SYN_SENT ESTABLISHED CLOSE_WAIT"]);
    expect(state.tables.you).toHaveLength(1);
    expect(state.lives.get(lifeKey("you", row()))?.row.recvQ).toBe(0);
  });

  it("goes on with the same life when TIME_WAIT gets a key of its own, and remembers the owner", () => {
    const owner = { actor: "r1" as const, fd: 4 };
    const state = reduceSockets(initialSockets, [
      table(1, [row({ owner })]),
      table(2, [row({ state: "FIN_WAIT2", owner })]),
      table(3, [row({ key: "tcp 10.0.0.2:40000 10.0.0.1:8080", state: "TIME_WAIT" })]),
    ]);
    expect(states(state)).toEqual(["ESTABLISHED FIN_WAIT2 TIME_WAIT"]);
    expect([...state.lives.values()][0]?.row.owner).toEqual(owner);
  });

  it("takes the same addresses after TIME_WAIT for another connection", () => {
    const state = reduceSockets(initialSockets, [
      table(1, [row({ key: "tw", state: "TIME_WAIT" })]),
      table(2, [row({ key: "inode 200", state: "SYN_SENT" })]),
    ]);
    expect(states(state)).toEqual(["TIME_WAIT", "SYN_SENT"]);
  });

  it("does not mix the two ends of one connection, nor a listener with its clients", () => {
    const state = reduceSockets(initialSockets, [
      table(1, [row({ key: "1", state: "LISTEN", local: ["0.0.0.0", 80], remote: null })]),
      table(2, [
        row({ key: "1", state: "LISTEN", local: ["0.0.0.0", 80], remote: null }),
        row({ key: "2", local: ["10.0.0.2", 80] }),
      ]),
      table(3, [row({ key: "2", local: ["10.0.0.1", 8080], remote: ["10.0.0.2", 40_000] })], "lab"),
    ]);
    expect(states(state)).toEqual(["LISTEN", "ESTABLISHED", "ESTABLISHED"]);
  });

  it("keeps a bounded number of sockets that are gone", () => {
    let state = initialSockets;
    for (let n = 0; n < 200; n += 1) {
      state = reduceSockets(state, [table(n, [row({ key: `inode ${n}`, local: ["10.0.0.2", 1_000 + n] })])]);
    }
    state = reduceSockets(state, [table(999, [])]);
    expect(state.lives.size).toBe(60);
    expect([...state.lives.values()].every((life) => life.gone !== null)).toBe(true);
  });

  it("keeps no life for UDP", () => {
    const state = reduceSockets(initialSockets, [table(1, [row({ protocol: "udp", state: "UNCONN" })])]);
    expect(state.lives.size).toBe(0);
    expect(state.tables.you).toHaveLength(1);
  });
});

describe("socketCells", () => {
  it("reads a listener's queues as accept queue and backlog, full when one more than the backlog waits", () => {
    const cells = (recvQ: number) => socketCells(row({ state: "LISTEN", recvQ, sendQ: 1 }), en.sockets);
    expect(cells(1)).toMatchObject({ recvQ: "1 of 1", sendQ: "–", recvFull: false });
    expect(cells(2).recvFull).toBe(true);
  });

  it("writes addresses as people do", () => {
    expect(endpointText(["0.0.0.0", 80])).toBe("*:80");
    expect(endpointText(["::1", 80])).toBe("[::1]:80");
    expect(endpointText("\0name")).toBe("@name");
    expect(endpointText(null)).toBe("*");
  });
});
