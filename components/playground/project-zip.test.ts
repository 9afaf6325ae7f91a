import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Project, zipProject } from "./project-zip.ts";
import { packTarball } from "./tarball.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const templates = fileURLToPath(new URL("templates", import.meta.url));
const readFolder = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));

describe("packTarball", () => {
  it("makes an archive that tar reads", () => {
    const folder = mkdtempSync(join(tmpdir(), "tarball-"));
    const files = { "package.json": '{"name":"x"}', "dist/index.js": "é".repeat(700), empty: "" };
    writeFileSync(join(folder, "x.tgz"), packTarball(files));
    execFileSync("tar", ["-xzf", "x.tgz"], { cwd: folder });
    expect(readFileSync(join(folder, "package/dist/index.js"), "utf8")).toBe(files["dist/index.js"]);
    expect(readFileSync(join(folder, "package/package.json"), "utf8")).toBe(files["package.json"]);
    rmSync(folder, { recursive: true });
  });
});

/** What `npm i` would do is done by hand, since a test must not need the registry. */
describe("a downloaded project", () => {
  let folder: string;
  beforeAll(() => {
    if (!existsSync(join(root, "sockets/dist/index.js")))
      execFileSync(process.execPath, ["build.js"], { cwd: join(root, "sockets"), stdio: "pipe" });
    const dist = readFolder(join(root, "sockets/dist"));
    const project: Project = {
      files: { ...readFolder(join(templates, "tcp/berkeley")), "note.txt": "你好" },
      programs: ["server.ts", "client.ts"],
      sockets: {
        "package.json": readFileSync(join(root, "sockets/package.json"), "utf8"),
        ...Object.fromEntries(Object.entries(dist).map(([name, text]) => [`dist/${name}`, text])),
      },
      readme: "# Project\n\n{scripts}\n",
    };
    folder = mkdtempSync(join(tmpdir(), "project-"));
    for (const [path, bytes] of Object.entries(unzipSync(zipProject(project)))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    folder = join(folder, "socket-project");
    const modules = join(folder, "node_modules");
    mkdirSync(join(modules, "sockets"), { recursive: true });
    const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
    execFileSync("tar", ["-xzf", tarball, "-C", join(modules, "sockets"), "--strip-components=1"], {
      cwd: folder,
    });
    for (const name of ["@swc", "koffi", "@koromix", "iconv-lite", "safer-buffer"])
      symlinkSync(join(root, "node_modules", name), join(modules, name));
  });
  afterAll(() => rmSync(dirname(folder), { recursive: true }));

  it("names a script for each program, and its tarball", () => {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(Object.keys(manifest.scripts)).toEqual(["server", "client"]);
    expect(manifest.dependencies.sockets).toMatch(/^file:\.\/sockets-\d+\.\d+\.\d+\.tgz$/);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("npm run server");
    expect(readFileSync(join(folder, "note.txt"), "utf8")).toBe("你好");
  });

  it("runs: its server answers a client of ours", async () => {
    // Its own port would be everybody's on this machine.
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const server = join(folder, "server.ts");
    writeFileSync(server, readFileSync(server, "utf8").replaceAll("8989", String(port)));
    const program = spawn("npm", ["run", "--silent", "server"], { cwd: folder, detached: true });
    let printed = "";
    program.stdout.on("data", (data) => (printed += data));
    program.stderr.on("data", (data) => (printed += data));
    try {
      await expect.poll(() => printed, { timeout: 30_000 }).toContain("listening");
      const answer = await new Promise<string>((done, fail) => {
        const client = connect(port, "127.0.0.1", () => client.write("hello"));
        client.once("data", (data) => {
          client.end();
          done(String(data));
        });
        client.once("error", fail);
      });
      expect(answer).toBe("HELLO");
    } finally {
      // npm's own children too.
      if (program.pid !== undefined) process.kill(-program.pid, "SIGKILL");
    }
  });
});
