/**
 * The learner's files as a project that runs outside the playground, on any Linux with Node: `npm i && npm run server`.
 * The `sockets` package comes along as a tarball. Types are stripped by a small loader, as the playground does it.
 */
import { strToU8, zipSync } from "fflate";
import { packTarball } from "./tarball.ts";

export type Project = {
  files: Readonly<Record<string, string>>;
  /** Files that are started, in the order of their tabs. */
  programs: readonly string[];
  /** The built `sockets` package, text by path; its package.json says what it depends on. */
  sockets: Readonly<Record<string, string>>;
  /** What README.md says; `{scripts}` is the list of commands. */
  readme: string;
};

const loader = `import { register } from "node:module";

// From here on, Node reads TypeScript: types are blanked out, so lines and columns stay as they are.
register("./strip-types.js", import.meta.url);
`;

const stripTypes = `import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/wasm-typescript";

export async function load(url, context, next) {
  const { protocol, pathname } = new URL(url);
  if (protocol !== "file:" || !pathname.endsWith(".ts")) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = transformSync(await readFile(filename, "utf8"), { mode: "strip-only", filename });
  return { format: "module", shortCircuit: true, source: code };
}
`;

/** Every file of the project, by path. */
export function projectFiles(project: Project): Record<string, Uint8Array> {
  const { version = "0.0.0" } = JSON.parse(project.sockets["package.json"] ?? "{}") as { version?: string };
  const tarball = `sockets-${version}.tgz`;
  const scripts = Object.fromEntries(
    project.programs.map((path) => [scriptName(path), `node --import ./node-typescript/register.js ${path}`]),
  );
  const manifest = {
    name: "socket-project",
    private: true,
    type: "module",
    engines: { node: ">=20.9" },
    os: ["linux"],
    scripts,
    dependencies: { "@swc/wasm-typescript": "1.16.2", sockets: `file:./${tarball}` },
    devDependencies: { "@types/node": "^20.19.0", typescript: "^5.9.0" },
  };
  const compiler = {
    target: "ES2023",
    module: "NodeNext",
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    skipLibCheck: true,
    types: ["node"],
  };
  const commands = Object.keys(scripts)
    .map((name) => `    npm run ${name}`)
    .join("\n");
  const made: Record<string, Uint8Array> = {
    "package.json": strToU8(`${JSON.stringify(manifest, null, 2)}\n`),
    "tsconfig.json": strToU8(`${JSON.stringify({ compilerOptions: compiler }, null, 2)}\n`),
    "README.md": strToU8(project.readme.replace("{scripts}", () => commands)),
    "node-typescript/register.js": strToU8(loader),
    "node-typescript/strip-types.js": strToU8(stripTypes),
    [tarball]: packTarball(project.sockets),
  };
  // A file of the learner's that has the name of one of these is not lost.
  const own = Object.entries(project.files).map(([path, text]) => [
    Object.hasOwn(made, path) ? `own/${path}` : path,
    strToU8(text),
  ]);
  return { ...Object.fromEntries(own), ...made };
}

export function zipProject(project: Project): Uint8Array<ArrayBuffer> {
  const folder = Object.fromEntries(
    Object.entries(projectFiles(project)).map(([path, bytes]) => [`socket-project/${path}`, bytes]),
  );
  return new Uint8Array(zipSync(folder, { level: 6, mtime: new Date("2000-01-01T00:00:00") }));
}

/** `chat/server.ts` as `chat-server`: letters that npm and a shell take as they are. */
function scriptName(path: string): string {
  return path.replace(/\.ts$/, "").replaceAll("/", "-");
}
