import "server-only";
import { join } from "node:path";
import { openDatabase } from "./database.ts";
import { createShareStore, type ShareStore } from "./share-store.ts";

/**
 * The site's one share store, opened when first needed. It hangs on `globalThis` because a development server loads
 * this module anew with every change, and two embedded databases must not open the same folder.
 */
const shelf = globalThis as { shareStore?: Promise<ShareStore> | undefined };

export function openShareStore(): Promise<ShareStore> {
  shelf.shareStore ??= open().catch((error: unknown) => {
    // The next request tries again.
    shelf.shareStore = undefined;
    throw error;
  });
  return shelf.shareStore;
}

async function open(): Promise<ShareStore> {
  const folder = process.env.DATA_DIR ?? join(process.cwd(), ".data");
  return createShareStore(await openDatabase(process.env.DATABASE_URL ?? null, folder));
}
