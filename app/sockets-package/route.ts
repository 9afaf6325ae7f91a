import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const dynamic = "force-static";

/** The built `sockets` package as text by path, for projects that are downloaded: it is on no registry. */
export function GET() {
  const root = join(process.cwd(), "sockets");
  const dist = join(root, "dist");
  const built = existsSync(dist)
    ? readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) => /\.(js|d\.ts)$/.test(name))
    : [];
  const paths = [
    ...["package.json", "README.md", "SPEC.md", "LICENSE"].filter((name) => existsSync(join(root, name))),
    ...built.map((name) => `dist/${name}`),
  ];
  const files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
  return Response.json(files, { headers: { "Cache-Control": "public, max-age=3600" } });
}
