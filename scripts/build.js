/**
 * Builds what runs: the `sockets` package, the sandbox server, the gateway, the runtime of the sandboxes, the pages.
 *
 *   node scripts/build.js              everything
 *   node scripts/build.js --server     all but the pages
 *
 * A sandbox sees no part of the disk but .build/runtime/, so the packages that a learner's program may use are copied
 * there, beside the code that boots it.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build as esbuild } from "esbuild";
import { isFresh, sourceDigest } from "./build-stamp.js";
import { nodeBundle } from "./node-bundle.js";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, ".build");
const require = createRequire(import.meta.url);

const shared = { ...nodeBundle, absWorkingDir: root };

/** The files that programs may see: name, passwd and hosts of host `you`. */
const etc = {
  passwd: "you:x:1000:1000:you:/home/you:/bin/false\n",
  group: "you:x:1000:\n",
  hosts: "127.0.0.1 localhost\n::1 localhost\n10.0.0.2 you\n10.0.0.1 lab\n",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
  services: "echo 7/tcp\necho 7/udp\nftp 21/tcp\nhttp 80/tcp\n",
  protocols: "ip 0 IP\nicmp 1 ICMP\ntcp 6 TCP\nudp 17 UDP\nipv6 41 IPv6\nipv6-icmp 58 IPv6-ICMP\n",
};

/**
 * @param {{ pages: boolean, say?: (line: string) => void }} options
 * What is still fresh is not built again; a stamp is written last, so a build that failed is never taken for one.
 */
export async function build({ pages, say = () => {} }) {
  const startedAt = Date.now();
  const digest = sourceDigest(root);
  const stamps = { servers: path.join(out, "servers.stamp"), pages: path.join(out, "pages.stamp") };
  const buildId = path.join(root, process.env.NEXT_DIST_DIR ?? ".next", "BUILD_ID");

  const servers = !isFresh(stamps.servers, digest);
  if (servers) {
    run("npm", ["run", "build", "--silent", "--if-present", "-w", "sockets"]);
    await Promise.all([buildServers(), buildRuntime()]);
    fs.writeFileSync(stamps.servers, digest);
  }
  const stalePages = pages && !(isFresh(stamps.pages, digest) && fs.existsSync(buildId));
  if (stalePages) {
    say("Building the pages; this takes about half a minute, once.");
    fs.rmSync(stamps.pages, { force: true });
    run(process.execPath, [path.join(root, "node_modules/next/dist/bin/next"), "build"]);
    fs.writeFileSync(stamps.pages, digest);
  }
  if (servers || stalePages) say(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** @param {string} file @param {string[]} args */
function run(file, args) {
  const { status, error } = spawnSync(file, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${path.basename(file)} ${args.join(" ")} ended with ${status}`);
}

/** The sandbox server (.build/server.js), its wire's worker, and the gateway. */
async function buildServers() {
  const entries = {
    server: "./sandbox-server/main.ts",
    gateway: "./sandbox-server/gateway/gateway.ts",
    ...Object.fromEntries(workers().map((file) => [path.basename(file, ".ts"), file])),
  };
  await esbuild({ ...shared, entryPoints: entries, outdir: out, sourcemap: true });
}

/** Worker threads are entries of their own: `*-worker.ts`, found beside the bundle that starts them. */
function workers() {
  return fs
    .readdirSync(path.join(root, "sandbox-server"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("-worker.ts"))
    .map((file) => `./sandbox-server/${file}`);
}

/** What runs inside a sandbox: .build/runtime/. */
async function buildRuntime() {
  const folder = path.join(out, "runtime");
  // Made beside and moved into place: a running server may be starting sandboxes from the old one.
  const fresh = `${folder}.${process.pid}`;
  fs.rmSync(fresh, { recursive: true, force: true });
  await esbuild({
    ...shared,
    entryPoints: { boot: "./sandbox-server/runtime/boot.ts", thread: "./sandbox-server/runtime/thread.ts" },
    outdir: fresh,
    // A sandbox that waits pays for what it has read and loaded: CommonJS needs no loader of modules, no threads that
    // read files for it, and the addon by itself none of the code that looks for it.
    format: "cjs",
    banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.url": "moduleUrl" },
    packages: "bundle",
    external: ["iconv-lite"],
    alias: { koffi: koffiAddon() },
    loader: { ".node": "copy" },
    assetNames: "[name]",
    minifySyntax: true,
    minifyWhitespace: true,
  });
  fs.mkdirSync(path.join(fresh, "etc"));
  for (const [name, text] of Object.entries(etc)) fs.writeFileSync(path.join(fresh, "etc", name), text);
  copyPackage("iconv-lite", fresh);
  copyPackage("safer-buffer", fresh);
  const old = `${folder}.old.${process.pid}`;
  if (fs.existsSync(folder)) fs.renameSync(folder, old);
  fs.renameSync(fresh, folder);
  fs.rmSync(old, { recursive: true, force: true });
}

/** The native part of koffi for this machine. */
function koffiAddon() {
  return path.join(packageFolder(`@koromix/koffi-linux-${process.arch}`), `linux_${process.arch}/koffi.node`);
}

/**
 * @param {string} name
 * @param {string} runtime
 */
function copyPackage(name, runtime) {
  const to = path.join(runtime, "node_modules", name);
  fs.cpSync(packageFolder(name), to, { recursive: true, dereference: true });
}

/** @param {string} name */
function packageFolder(name) {
  const places = require.resolve.paths(name) ?? [];
  const found = places.map((each) => path.join(each, name)).find((each) => fs.existsSync(each));
  if (found === undefined) throw new Error(`package ${name} is not installed: npm ci`);
  return fs.realpathSync(found);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ pages: !process.argv.includes("--server"), say: console.log });
}
