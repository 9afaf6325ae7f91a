import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, strToU8 } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Recording } from "../../protocol/recording.ts";
import { packRecording, readRecording } from "../../protocol/recording-file.ts";
import { startPostgres } from "../../tests/postgres-server.ts";
import { type Database, openDatabase } from "./database.ts";
import { readBody } from "./read-body.ts";
import { createShareStore } from "./share-store.ts";

const recording: Recording = {
  version: 1,
  lesson: null,
  idiom: "node",
  files: { "server.ts": "// 你好" },
  events: [{ type: "output", at: 1, run: "r1", stream: "stdout", text: "hi" }],
};
const limits = { fileBytes: 10_000, totalBytes: 1_000, lifeMs: 60_000, sweepMs: 0 };

describe.each(["embedded PostgreSQL", "a PostgreSQL server"])("the share store on %s", (kind) => {
  let server: Awaited<ReturnType<typeof startPostgres>> | null = null;
  let database: Database;
  let folder: string;
  let now = 1_000;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "share-store-"));
    server = kind === "a PostgreSQL server" ? await startPostgres() : null;
    database = await openDatabase(server?.url ?? null, folder);
    await database.query("drop table if exists shared_recording");
  });
  afterAll(async () => {
    await database.close();
    await server?.stop();
    await rm(folder, { recursive: true });
  });
  const store = () => createShareStore(database, limits, () => now);

  it("gives back what was kept, under a name nobody guesses, until it expires", async () => {
    const shares = await store();
    const put = await shares.put(packRecording(recording));
    if (!put.ok) throw new Error(put.why);
    expect(put.id).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(put.expiresAt).toBe(61_000);
    const got = await shares.get(put.id);
    expect(got && readRecording(got.file)).toEqual({ ok: true, recording });

    now = 60_999;
    expect(await shares.get(put.id)).not.toBeNull();
    now = 61_000;
    expect(await shares.get(put.id)).toBeNull();
    expect(await shares.sweep()).toBe(1);
    expect(await database.query("select id from shared_recording")).toEqual([]);
  });

  it("keeps the recording only, and nothing else that a file carried", async () => {
    const shares = await store();
    const put = await shares.put(gzipSync(strToU8(JSON.stringify({ ...recording, secret: "x".repeat(50) }))));
    if (!put.ok) throw new Error(put.why);
    const got = await shares.get(put.id);
    expect(got && readRecording(got.file)).toEqual({ ok: true, recording });
    expect(got?.file).toEqual(packRecording(recording));
  });

  it("refuses what is no recording, what is too large, and more than there is room for", async () => {
    const shares = await store();
    expect(await shares.put(strToU8("not gzip"))).toMatchObject({ ok: false, why: "not-a-recording" });
    expect(await shares.put(gzipSync(strToU8('{"version":2}')))).toMatchObject({ why: "not-a-recording" });
    expect(await shares.put(new Uint8Array(10_001))).toMatchObject({ ok: false, why: "too-large" });
    let last = await shares.put(packRecording(recording));
    for (let n = 0; n < 20 && last.ok; n += 1) last = await shares.put(packRecording(recording));
    expect(last).toMatchObject({ ok: false, why: "full" });
    now += 60_001;
    expect(await shares.put(packRecording(recording))).toMatchObject({ ok: true });
  });

  it("asks the database for no name that it cannot have made", async () => {
    const shares = await store();
    for (const id of ["", "' or 1=1 --", "../../etc/passwd", "a".repeat(23), "a".repeat(10_000)])
      expect(await shares.get(id)).toBeNull();
  });

  it("is still there when it is opened again", async () => {
    const put = await (await store()).put(packRecording(recording));
    if (!put.ok) throw new Error(put.why);
    await database.close();
    database = await openDatabase(server?.url ?? null, folder);
    expect(await (await store()).get(put.id)).not.toBeNull();
  });
});

describe("readBody", () => {
  const streamOf = (...parts: string[]) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of parts) controller.enqueue(strToU8(part));
        controller.close();
      },
    });

  it("reads all of a body, and nothing past its limit", async () => {
    expect(await readBody(streamOf("ab", "cd"), 4)).toEqual(strToU8("abcd"));
    expect(await readBody(streamOf("ab", "cde"), 4)).toBeNull();
    expect(await readBody(null, 4)).toEqual(new Uint8Array());
  });
});
