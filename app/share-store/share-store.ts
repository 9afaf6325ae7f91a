import { randomBytes } from "node:crypto";
import { packRecording, readRecording } from "../../protocol/recording-file.ts";
import type { Database } from "./database.ts";
import { shareLimits } from "./share-limits.ts";

/** Keeps shared recordings under names that cannot be guessed, until they expire. */
export type ShareStore = {
  /** Checks and keeps a packed recording. */
  put(file: Uint8Array): Promise<PutResult>;
  /** The packed recording, or null when there is none of that name any more. */
  get(id: string): Promise<{ file: Uint8Array<ArrayBuffer>; expiresAt: number } | null>;
  /** Deletes what has expired; tells how many. */
  sweep(): Promise<number>;
  close(): Promise<void>;
};

export type PutResult =
  | { ok: true; id: string; expiresAt: number }
  | { ok: false; why: "too-large" | "full" | "not-a-recording"; detail: string };

/** 128 random bits in URL letters. */
const idPattern = /^[A-Za-z0-9_-]{22}$/;

const schema = [
  `create table if not exists shared_recording (
    id text primary key,
    file bytea not null,
    bytes integer not null,
    expires_at bigint not null
  )`,
  "create index if not exists shared_recording_expires_at on shared_recording (expires_at)",
];

export async function createShareStore(
  database: Database,
  limits: Pick<typeof shareLimits, "fileBytes" | "totalBytes" | "lifeMs" | "sweepMs"> = shareLimits,
  now: () => number = Date.now,
): Promise<ShareStore> {
  for (const statement of schema) await database.query(statement);
  let sweptAt = Number.NEGATIVE_INFINITY;

  const sweep = async () => {
    sweptAt = now();
    const gone = await database.query("delete from shared_recording where expires_at <= $1 returning id", [
      now(),
    ]);
    return gone.length;
  };

  return {
    put: async (file) => {
      if (file.length > limits.fileBytes)
        return { ok: false, why: "too-large", detail: `at most ${limits.fileBytes} bytes` };
      const read = readRecording(file);
      if (!read.ok) return { ok: false, why: "not-a-recording", detail: read.detail };
      if (now() - sweptAt >= limits.sweepMs) await sweep();
      // Packed anew: what is kept holds the recording and nothing else that the file may have carried.
      const clean = packRecording(read.recording);
      const [sum] = await database.query("select coalesce(sum(bytes), 0) as total from shared_recording");
      if (Number(sum?.total) + clean.length > limits.totalBytes)
        return { ok: false, why: "full", detail: "no more room until older links expire" };
      const id = randomBytes(16).toString("base64url");
      const expiresAt = now() + limits.lifeMs;
      await database.query(
        "insert into shared_recording (id, file, bytes, expires_at) values ($1, $2, $3, $4)",
        [id, clean, clean.length, expiresAt],
      );
      return { ok: true, id, expiresAt };
    },
    get: async (id) => {
      if (!idPattern.test(id)) return null;
      const [row] = await database.query(
        "select file, expires_at from shared_recording where id = $1 and expires_at > $2",
        [id, now()],
      );
      if (!row) return null;
      return { file: new Uint8Array(row.file as Uint8Array), expiresAt: Number(row.expires_at) };
    },
    sweep,
    close: () => database.close(),
  };
}
