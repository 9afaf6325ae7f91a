import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { type Project, zipProject } from "./project-zip.ts";
import { packTarball } from "./tarball.ts";

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

/** That it installs and runs is seen where a person takes it away: tests/browser/sharing.test.ts. */
describe("a downloaded project", () => {
  const project: Project = {
    files: { "server.ts": "", "chat/client.ts": "", "note.txt": "你好" },
    programs: ["server.ts", "chat/client.ts"],
    sockets: { "package.json": '{"name":"sockets","version":"1.2.3"}', "dist/index.js": "export {};\n" },
    readme: "# Project\n\n{scripts}\n",
  };
  const files = unzipSync(zipProject(project));
  const text = (path: string) => new TextDecoder().decode(files[`socket-project/${path}`]);

  it("names a script for each program, and its tarball", () => {
    const manifest = JSON.parse(text("package.json"));
    expect(Object.keys(manifest.scripts)).toEqual(["server", "chat-client"]);
    expect(manifest.dependencies.sockets).toBe("file:./sockets-1.2.3.tgz");
    expect(files["socket-project/sockets-1.2.3.tgz"]).toEqual(packTarball(project.sockets));
    expect(text("README.md")).toBe("# Project\n\n    npm run server\n    npm run chat-client\n");
    expect(text("note.txt")).toBe("你好");
  });

  it("loses no file of the learner's that is called as one of its own", () => {
    const own = { "server.ts": "", "package.json": "{}", "README.md": "mine" };
    const zip = unzipSync(zipProject({ ...project, files: own }));
    const read = (path: string) => new TextDecoder().decode(zip[`socket-project/${path}`]);
    expect([read("own/package.json"), read("own/README.md")]).toEqual(["{}", "mine"]);
    expect(read("package.json")).toContain('"socket-project"');
  });

  it("is the same archive for the same files", () => {
    expect(zipProject(project)).toEqual(zipProject(project));
  });
});
