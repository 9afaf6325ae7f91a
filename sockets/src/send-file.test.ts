import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { socketpair } from "./connections.ts";
import { errno } from "./errno.ts";
import { errorFor, IsADirectoryError } from "./errors.ts";
import { lastErrno } from "./libc.ts";
import { sendFile } from "./send-file.ts";

/** The call as Socket makes it; the first one is refused, as by a file system that has no sendfile(2). */
function refusedFirst(fd: number): (run: (fd: number) => number) => number {
  let first = true;
  return (run) => {
    if (first) {
      first = false;
      throw errorFor("sendfile", errno.EINVAL);
    }
    const result = run(fd);
    if (result < 0) throw errorFor("sendfile", lastErrno());
    return result;
  };
}

test("a file that the kernel cannot send is read and sent [16.6]", () => {
  const folder = mkdtempSync(join(tmpdir(), "sockets-file-"));
  const text = Array.from({ length: 5000 }, (_, i) => `line ${i}\n`).join("");
  writeFileSync(join(folder, "file"), text);
  const file = openSync(join(folder, "file"), "r");
  const [a, b] = socketpair();
  try {
    const all = { sent: 0 };
    sendFile(refusedFirst(a.fileno()), file, 0, null, all);
    expect(all.sent).toBe(text.length);
    const parts: Buffer[] = [];
    for (let left = text.length; left > 0; left -= parts.at(-1)?.length ?? 0) parts.push(b.recv(left));
    expect(Buffer.concat(parts).toString() === text).toBe(true);
    const part = { sent: 0 };
    sendFile(refusedFirst(a.fileno()), file, 7, 20_000, part);
    expect(part.sent).toBe(20_000);
    expect(b.recv(7).toString()).toBe(text.slice(7, 14));
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
    a.close();
    b.close();
  }
});

test("what cannot be read either says why", () => {
  const folder = openSync(tmpdir(), "r");
  const [a, b] = socketpair();
  try {
    expect(() => a.sendfile(folder)).toThrow(IsADirectoryError);
  } finally {
    closeSync(folder);
    a.close();
    b.close();
  }
});
