import { describe, expect, it } from "vitest";
import { edges, places, walk } from "./tcp-machine.ts";

const seen = (...states: Parameters<typeof walk>[0][number]["state"][]) =>
  states.map((state, at) => ({ state, at }));

describe("walk", () => {
  it("lights the steps whose ends were seen one after the other", () => {
    const walked = walk(seen("SYN_SENT", "ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT"));
    expect([...walked.steps].map((edge) => `${edge.from}>${edge.to}`)).toEqual([
      "SYN_SENT>ESTABLISHED",
      "ESTABLISHED>FIN_WAIT1",
      "FIN_WAIT1>FIN_WAIT2",
      "FIN_WAIT2>TIME_WAIT",
    ]);
    expect(walked.order.get("TIME_WAIT")).toBe(5);
    expect(walked.jumps).toEqual([]);
  });

  it("lights nothing between two states with an unseen one between them", () => {
    const walked = walk(seen("ESTABLISHED", "TIME_WAIT"));
    expect(walked.steps.size).toBe(0);
    expect(walked.jumps).toEqual([{ from: "ESTABLISHED", to: "TIME_WAIT" }]);
    expect(walked.order.has("FIN_WAIT1")).toBe(false);
  });

  it("has every step of RFC 9293 that a kernel takes, each between two places", () => {
    for (const edge of edges) expect(places[edge.from] && places[edge.to]).toBeTruthy();
    const reachable = new Set(["CLOSE"]);
    for (let round = 0; round < 12; round += 1)
      for (const edge of edges) if (reachable.has(edge.from)) reachable.add(edge.to);
    expect([...reachable].sort()).toEqual(Object.keys(places).sort());
  });
});
