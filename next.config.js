import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import createMDX from "@next/mdx";

/**
 * How the site is built. The gateway (scripts/start.js) owns the public port: it passes /lab to the sandbox server,
 * which Next never sees, and gives every answer its security headers; a page's policy is told by proxy.ts.
 */

const root = dirname(fileURLToPath(import.meta.url));
const distDir = process.env.NEXT_DIST_DIR ?? ".next";

/**
 * Next writes its build folder's name into the tsconfig. A build in a folder of its own gets a tsconfig of its
 * own, so that builds side by side leave the shared one alone.
 */
function tsconfigFor(folder) {
  if (folder === ".next") return "tsconfig.json";
  const name = `tsconfig${folder}.json`;
  if (!existsSync(join(root, name))) writeFileSync(join(root, name), `{ "extends": "./tsconfig.json" }\n`);
  return name;
}

/** @type {import("next").NextConfig} */
const config = {
  agentRules: false,
  distDir,
  // `npm run types` checks every room; a build that a newcomer waits for need not do it again.
  typescript: { tsconfigPath: tsconfigFor(distDir), ignoreBuildErrors: true },
  devIndicators: false,
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root },
  // The share store's database brings WebAssembly and files of its own: loaded from node_modules as it is.
  serverExternalPackages: ["@electric-sql/pglite", "postgres"],
  experimental: { globalNotFound: true },
};

/** Turbopack takes MDX plugins by name, since it runs them in a process of its own. */
const withMDX = createMDX({
  options: {
    remarkPlugins: ["remark-gfm", "remark-frontmatter", "remark-mdx-frontmatter", "remark-cjk-friendly"],
    rehypePlugins: [
      [
        "@shikijs/rehype",
        {
          themes: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
          defaultColor: false,
          langs: ["ts", "js", "bash", "json", "http", "python", "c", "html", "css"],
        },
      ],
    ],
  },
});

export default withMDX(config);
