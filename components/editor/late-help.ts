import { LateError, lateTrouble } from "../site/late-trouble.ts";

/**
 * What Monaco knows of the learner's code comes after Monaco itself: its workers' scripts, and the declarations of what
 * programs may import. Monaco waits for each for as long as it takes; what cannot be had is told here, and asked for
 * again when the reader says so. Once a page.
 */
type Attempt = () => Promise<void>;

const failed = new Map<Attempt, LateError>();
const listeners = new Set<() => void>();

/** Comes when it could be had, at whichever attempt. `get` fails with a LateError. */
function waitFor<Thing>(get: () => Promise<Thing>): Promise<Thing> {
  return new Promise((resolve) => {
    const attempt: Attempt = async () => {
      try {
        resolve(await get());
        failed.delete(attempt);
      } catch (error) {
        const known = error instanceof LateError ? error : new LateError("fault", error);
        failed.set(attempt, known);
        throw known;
      } finally {
        for (const listener of listeners) listener();
      }
    };
    // The first failure is told like those that follow: by what `missing` says.
    attempt().catch(() => {});
  });
}

export const lateHelp = {
  /** Why something is not there; null while nothing has failed. */
  missing: (): LateError | null => failed.values().next().value ?? null,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  /** Asks for all that could not be had; fails as it failed before. */
  again: async () => void (await Promise.all([...failed.keys()].map((attempt) => attempt()))),
  /** A worker that has said its first word: all of its scripts are there. */
  worker: (make: () => Worker): Promise<Worker> => waitFor(() => awake(make())),
  /** What the site serves as JSON. */
  json: <Thing>(path: string): Promise<Thing> => waitFor(() => readJson<Thing>(path)),
};

function awake(worker: Worker): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const heard = new AbortController();
    const { signal } = heard;
    worker.addEventListener(
      "message",
      () => {
        heard.abort();
        resolve(worker);
      },
      { signal },
    );
    worker.addEventListener(
      "error",
      async (event) => {
        event.preventDefault();
        heard.abort();
        worker.terminate();
        // Of its first script the browser says nothing; of a later one it gives the address.
        const trouble = event.message ? await lateTrouble(new Error(event.message)) : "away";
        reject(new LateError(trouble, event));
      },
      { signal },
    );
  });
}

async function readJson<Thing>(path: string): Promise<Thing> {
  const response = await fetch(path).catch((error) => {
    throw new LateError("away", error);
  });
  if (!response.ok) throw new LateError(response.status === 404 ? "newer" : "away", response.status);
  return (await response.json()) as Thing;
}
