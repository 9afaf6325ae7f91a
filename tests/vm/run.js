/**
 * Runs a command in a virtual machine whose kernel has control groups of version 2, on a copy of this machine's programs
 * and of this checkout: for a machine that has none, and for trying what nobody wants to try on their own.
 *
 *   node tests/vm/run.js [--user] command args...
 *
 * As root with the whole hierarchy, or with --user as an ordinary user to whom one group was handed down.
 * Needs Debian's qemu-system-x86, busybox-static, cpio, squashfs-tools, kmod and a kernel in /boot
 * (linux-image-cloud-amd64). Without /dev/kvm everything is emulated, ten times slower or worse: TEST_TIMEOUT helps.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const asUser = process.argv[2] === "--user";
const command = process.argv.slice(asUser ? 3 : 2);
const kernel = readdirSync("/boot")
  .filter((name) => name.startsWith("vmlinuz-"))
  .sort()
  .at(-1)
  ?.slice("vmlinuz-".length);
if (kernel === undefined || command.length === 0) {
  console.error("usage: node tests/vm/run.js [--user] command args...   (with a kernel in /boot)");
  process.exit(2);
}
const modules = `/lib/modules/${kernel}`;
const folder = mkdtempSync(join(tmpdir(), "playground-vm-"));
try {
  process.exitCode = await boot([programsDisk(), checkoutDisk()], makeInitramfs());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** This machine's programs and packages, made once; what only browsers, pages and compilers need stays out. */
function programsDisk() {
  const disk = join(checkout, ".build/vm-programs");
  const age = (/** @type {string} */ file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (age(disk) > Math.max(age("/var/lib/dpkg/status"), age(join(checkout, "package-lock.json"))))
    return disk;
  makeDisk(
    disk,
    [...["usr", "etc", "bin", "sbin", "lib", "lib64"], inCheckout("node_modules")],
    [
      ...[
        "usr/share",
        "usr/include",
        "usr/local",
        "usr/src",
        "usr/libexec",
        "usr/lib/debug",
        "usr/lib/chromium",
      ],
      ...["usr/lib/jvm", "usr/lib/llvm-*", "usr/lib/gcc", "usr/lib/google-cloud-sdk"],
      ...["next", "@next", "monaco-editor", "@biomejs"].map((name) => inCheckout(`node_modules/${name}`)),
    ],
  );
  return disk;
}

function checkoutDisk() {
  const disk = join(folder, "checkout");
  const without = ["node_modules", ".next", ".git", ".data", ".build/vm-programs"];
  makeDisk(disk, [inCheckout("")], without.map(inCheckout));
  return disk;
}

/** @param {string} name */
function inCheckout(name) {
  return join(checkout, name).slice(1).replace(/\/$/, "");
}

/** @param {string} disk @param {string[]} what @param {string[]} without */
function makeDisk(disk, what, without) {
  const words = [...without.map((each) => `--exclude=${each}`), ...what].map(quoted).join(" ");
  // Not compressed: it is read by an emulated processor.
  const pack = `mksquashfs - ${quoted(disk)} -tar -noappend -noI -noD -noF -noX -quiet -no-progress`;
  execFileSync("bash", ["-o", "pipefail", "-c", `tar -C / -c ${words} | ${pack}`]);
}

/** @param {string} word */
function quoted(word) {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The little that finds the disk: busybox, init, and the kernel modules that the disk needs. */
function makeInitramfs() {
  const tree = join(folder, "initramfs");
  mkdirSync(join(tree, "bin"), { recursive: true });
  cpSync("/bin/busybox", join(tree, "bin/busybox"));
  cpSync(fileURLToPath(new URL("init.sh", import.meta.url)), join(tree, "init"));
  chmodSync(join(tree, "init"), 0o755);
  const names = ["virtio_pci", "virtio_blk", "squashfs", "overlay"].flatMap(withNeeds);
  const wanted = [...new Set(names)];
  for (const each of wanted) cpSync(join(modules, each), join(tree, basename(each)));
  writeFileSync(join(tree, "modules"), wanted.map((each) => basename(each)).join("\n"));
  const carried = ["TEST_TIMEOUT", "LIMITS"].flatMap((name) =>
    process.env[name] === undefined ? [] : [`export ${name}=${quoted(process.env[name] ?? "")}`],
  );
  writeFileSync(
    join(tree, "command"),
    [
      `cd ${quoted(checkout)}`,
      "export VITEST_CACHE=/tmp/vitest",
      ...carried,
      `exec ${command.map(quoted).join(" ")}`,
      "",
    ].join("\n"),
  );
  const file = join(folder, "initramfs.cpio");
  execFileSync("sh", ["-c", `cd '${tree}' && find . | cpio --quiet -o -H newc > '${file}'`]);
  return file;
}

/** A module's file and before it those that it needs, from modules.dep. @param {string} name @returns {string[]} */
function withNeeds(name) {
  const line = readFileSync(join(modules, "modules.dep"), "utf8")
    .split("\n")
    .find((each) => basename(each.split(":")[0] ?? "") === `${name}.ko`);
  // Not listed: it is part of the kernel itself.
  if (line === undefined) return [];
  const [own = "", needs = ""] = line.split(":");
  return [...needs.trim().split(/\s+/).filter(Boolean).reverse(), own];
}

/** @param {string[]} disks @param {string} initramfs @returns {Promise<number>} the command's exit code */
async function boot(disks, initramfs) {
  const arguments_ = [
    "console=ttyS0",
    "quiet",
    "panic=-1",
    "no_timer_check",
    ...(asUser ? ["run.user=1"] : []),
  ];
  const machine = spawn(
    "qemu-system-x86_64",
    [
      ...["-accel", process.env.VM_ACCEL ?? "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "4096"],
      ...["-nographic", "-no-reboot", "-nic", "none"],
      ...["-kernel", `/boot/vmlinuz-${kernel}`, "-initrd", initramfs, "-append", arguments_.join(" ")],
      ...disks.flatMap((disk) => ["-drive", `file=${disk},format=raw,if=virtio,readonly=on`]),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let told = "";
  machine.stdout.setEncoding("utf8").on("data", (text) => {
    process.stdout.write(text);
    told = (told + text).slice(-1_000);
  });
  await once(machine, "close");
  return Number(/the command ended with (\d+)/.exec(told)?.[1] ?? 1);
}
