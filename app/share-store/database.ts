import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * One way to ask PostgreSQL, whether it is a server (`DATABASE_URL`) or the one embedded in this process (PGlite, its
 * files in `.data/`). The SQL is the same for both.
 */

export type Row = Readonly<Record<string, unknown>>;
export type Database = {
  /** One statement; `$1`, `$2` stand for the values. */
  query(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
};

/** `url` is a PostgreSQL address; null embeds one in `folder`, and a null folder too keeps it in memory. */
export async function openDatabase(url: string | null, folder: string | null): Promise<Database> {
  if (url !== null) {
    const { default: postgres } = await import("postgres");
    const sql = postgres(url, { max: 4, idle_timeout: 60, connect_timeout: 10, onnotice: () => {} });
    return {
      query: async (text, values = []) => (await sql.unsafe(text, values as never[])) as unknown as Row[],
      close: () => sql.end({ timeout: 5 }),
    };
  }
  const { PGlite } = await import("@electric-sql/pglite");
  if (folder !== null) await mkdir(folder, { recursive: true });
  const database = await PGlite.create(folder === null ? "memory://" : join(folder, "postgres"));
  return {
    query: async (text, values = []) => (await database.query<Row>(text, [...values])).rows,
    close: () => database.close(),
  };
}
