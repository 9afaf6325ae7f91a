import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * `plain` runs anywhere. `stage` makes network namespaces, mounts and sandboxes, so it runs inside the
 * same confinement as the sandbox server: `npm run test:unit` puts it there (scripts/sandbox-stage.js).
 */
const staged = ["sandbox-server/**/*.test.ts"];
const unstaged = ["sandbox-server/gateway/**/*.test.ts"];
const shared = {
  testTimeout: Number(process.env.TEST_TIMEOUT ?? 60_000),
  hookTimeout: Number(process.env.TEST_TIMEOUT ?? 60_000),
  // What a busy machine shows late is shown all the same.
  expect: { poll: { timeout: 30_000 } },
  alias: { "@": fileURLToPath(new URL(".", import.meta.url)) },
};

export default defineConfig({
  // The stage sees the disk read-only; its temporary folder is its own.
  cacheDir: process.env.VITEST_CACHE ?? "node_modules/.vite",
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "plain",
          include: ["{app,components,lessons,protocol,sockets,scripts}/**/*.test.{ts,tsx,js}", ...unstaged],
          exclude: ["**/node_modules/**", "**/dist/**"],
        },
      },
      {
        test: {
          ...shared,
          name: "stage",
          include: staged,
          exclude: unstaged,
          fileParallelism: false,
          pool: "forks",
        },
      },
      // Both of these drive the whole site from outside, as it is built and started (tests/site.ts).
      {
        test: { ...shared, name: "attacks", include: ["tests/attacks/**/*.test.ts"], fileParallelism: false },
      },
      {
        test: { ...shared, name: "browser", include: ["tests/browser/**/*.test.ts"], fileParallelism: false },
      },
    ],
  },
});
