import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { expect, test } from "vitest";
import { createNetns, inNamespace } from "../kernel/namespaces.ts";
import { openTopology } from "./topology.ts";

const here = () => fs.readlinkSync("/proc/thread-self/ns/net");

test("a child started inside a namespace stays in it, and the thread comes home", async () => {
  const home = here();
  const ns = createNetns();
  expect(here()).toBe(home);
  const [inside, child] = inNamespace(ns, () => [here(), spawn("readlink", ["/proc/self/ns/net"])]);
  expect(here()).toBe(home);
  expect(inside).not.toBe(home);
  let said = "";
  child.stdout.on("data", (data) => {
    said += data;
  });
  await once(child, "close");
  expect(said.trim()).toBe(inside);
  ns.close();
});

test("the thread comes home when the function throws", () => {
  const home = here();
  const ns = createNetns();
  expect(() =>
    inNamespace(ns, () => {
      throw new Error("inside");
    }),
  ).toThrow("inside");
  expect(here()).toBe(home);
  ns.close();
});

test("a topology has addresses on both hosts and two open ends at the wire", async () => {
  const topology = await openTopology();
  const shown = async (ns: typeof topology.you) => {
    const child = inNamespace(ns, () => spawn("ip", ["-br", "address"]));
    let said = "";
    child.stdout.on("data", (data) => {
      said += data;
    });
    await once(child, "close");
    return said;
  };
  expect(await shown(topology.you)).toMatch(/lo\s+UNKNOWN\s+127.0.0.1\/8[\s\S]*eth0\S*\s+UP\s+10.0.0.2\/24/);
  expect(await shown(topology.lab)).toMatch(/eth0\S*\s+UP\s+10.0.0.1\/24/);
  expect(await shown(topology.wire)).toMatch(/you0\S*\s+UP[\s\S]*lab0\S*\s+UP/);
  const features = inNamespace(topology.you, () => spawn("ethtool", ["-k", "eth0"]));
  let said = "";
  features.stdout.on("data", (data) => {
    said += data;
  });
  await once(features, "close");
  expect(said).toMatch(/^tx-checksumming: off$/m);
  expect(said).toMatch(/^\s*tx-tcp-segmentation: off$/m);
  expect(said).toMatch(/^generic-segmentation-offload: off$/m);
  expect(said).toMatch(/^generic-receive-offload: off$/m);
  topology.close();
});
