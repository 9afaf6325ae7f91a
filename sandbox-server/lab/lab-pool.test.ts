import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { openSandboxKit } from "../program/sandbox-kit.ts";
import { stopWireThread } from "../wire/wire-thread.ts";
import { LabPool, type LabPoolOptions } from "./lab-pool.ts";

let pool: LabPool;
afterEach(async () => {
  await pool.close();
  await stopWireThread();
});

/** A pool of three real labs. */
async function openPool(options: Partial<LabPoolOptions>): Promise<void> {
  const failed = (error: unknown) => {
    throw error;
  };
  pool = new LabPool({ kit: await openSandboxKit(), size: 3, lookEveryMs: 20, failed, ...options });
  await standing(3);
}

async function standing(count: number): Promise<void> {
  const end = performance.now() + 30_000;
  while (pool.ready !== count) {
    if (performance.now() > end) throw new Error(`${pool.ready} labs stand ready, not ${count}`);
    await sleep(5);
  }
}

test("while memory is short the pool gives back what stands ready, and labs are still made for those who come", async () => {
  let share = 0.5;
  await openPool({ available: () => share });
  share = 0.09;
  await standing(0);
  const ground = await pool.take();
  expect((await ground.takeSandbox()).process.initPid()).not.toBeNull();
  await ground.close();
  expect(pool.ready).toBe(0);
  share = 0.11;
  await standing(3);
});

test("when nobody comes the pool falls to one, and fills up again with the first who does", async () => {
  await openPool({ idleAfterMs: 3_000 });
  await standing(1);
  const ground = await pool.take();
  await ground.close();
  await standing(3);
});

test("a lab that rests gives its sandbox back, and boots another when it wakes or is run", async () => {
  await openPool({});
  const ground = await pool.take();
  const first = await ground.takeSandbox();
  await ground.prepare();
  ground.rest();
  ground.rest();
  const woken = ground.wake();
  expect(woken).toBeUndefined();
  const second = await ground.takeSandbox();
  expect(second.process.initPid()).not.toBe(first.process.initPid());
  ground.rest();
  const third = await ground.takeSandbox();
  expect(third.process.initPid()).not.toBeNull();
  await ground.close();
});
