import { describe, expect, it } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { initialAssistant, reduceAssistant } from "./assistant-state.ts";

const log = (at: number, peer = "assistant"): LabEvent => ({
  type: "peer-log",
  at,
  peer,
  kind: "in",
  text: "hello",
  data: "aGVsbG8=",
  remote: "10.0.0.2:40000",
});

describe("reduceAssistant", () => {
  it("keeps the assistant's log only, with a number for each entry", () => {
    const state = reduceAssistant(initialAssistant(), [log(1), log(2, "echo"), log(3)]);
    expect(state.entries.map((entry) => [entry.id, entry.at])).toEqual([
      [0, 1],
      [1, 3],
    ]);
  });

  it("keeps numbers apart when old entries are cut off", () => {
    let state = initialAssistant();
    for (let at = 0; at < 1_200; at += 1) state = reduceAssistant(state, [log(at)]);
    expect(state.entries).toHaveLength(1_000);
    expect(state.entries[0]?.id).toBe(200);
    expect(state.count).toBe(1_200);
  });

  it("knows its connections, and none when it has ended", () => {
    const ended = { ours: false, theirs: true };
    let state = reduceAssistant(initialAssistant(), [
      {
        type: "assistant",
        at: 1,
        listening: { protocol: "tcp", port: 9 },
        connections: [{ id: "10.0.0.2:40000", protocol: "tcp", ended }],
      },
    ]);
    expect(state.connections[0]?.ended).toEqual(ended);
    state = reduceAssistant(state, [{ type: "peer-ended", at: 2, peer: "assistant" }]);
    expect(state).toMatchObject({ listening: null, connections: [] });
  });
});
