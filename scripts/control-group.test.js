import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { groupFolder, isDelegated } from "./control-group.js";

const mount = (root, at) => `30 23 0:26 ${root} ${at} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n`;
const other =
  "28 1 254:0 / / rw - ext4 /dev/vda rw\n31 23 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n";

test("a service's group lies below the mount of cgroup2", () => {
  expect(groupFolder("0::/system.slice/site.service\n", other + mount("/", "/sys/fs/cgroup"))).toBe(
    "/sys/fs/cgroup/system.slice/site.service",
  );
});

test("beside hierarchies of version 1 the line of version 2 counts", () => {
  const hybrid = "4:memory:/user.slice\n3:cpu:/user.slice\n0::/user.slice/session\n";
  expect(groupFolder(hybrid, other + mount("/", "/sys/fs/cgroup/unified"))).toBe(
    "/sys/fs/cgroup/unified/user.slice/session",
  );
});

test("where a part of the tree is mounted, a group inside it is found and one outside is not", () => {
  const part = mount("/docker/abc", "/sys/fs/cgroup");
  expect(groupFolder("0::/docker/abc\n", part)).toBe("/sys/fs/cgroup");
  expect(groupFolder("0::/docker/abc/site\n", part)).toBe("/sys/fs/cgroup/site");
  expect(groupFolder("0::/docker/abcd\n", part)).toBeNull();
});

test("without version 2 there is none", () => {
  expect(groupFolder("4:memory:/\n", other)).toBeNull();
  expect(groupFolder("0::/\n", other)).toBeNull();
});

test("what systemd has handed down is known by its mark, and by no other", () => {
  const folder = mkdtempSync(join(tmpdir(), "delegated-"));
  // Python's own call sets it, as systemd does.
  const mark = (value) =>
    execFileSync("python3", [
      "-c",
      "import os, sys; os.setxattr(*map(os.fsencode, sys.argv[1:]))",
      folder,
      "user.delegate",
      value,
    ]);
  try {
    expect(isDelegated(folder)).toBe(false);
    mark("0");
    expect(isDelegated(folder)).toBe(false);
    mark("1");
    expect(isDelegated(folder)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(isDelegated(join(folder, "gone"))).toBe(false);
});
