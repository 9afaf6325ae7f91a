/** Whether an import failed because there is no such file, which the bundle, Node and Vite each say in their words. */
export function isMissingModule(error: unknown): boolean {
  return (
    error instanceof Error &&
    /not found in bundle|cannot find module|failed to load url|unknown variable dynamic import/i.test(
      error.message,
    )
  );
}
