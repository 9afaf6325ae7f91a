/** A package as npm packs one: every file under `package/`, in a ustar archive (POSIX 1003.1), gzipped. */
import { gzipSync, strToU8 } from "fflate";

const block = 512;

export function packTarball(files: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (const [path, text] of Object.entries(files)) {
    const bytes = strToU8(text);
    parts.push(header(`package/${path}`, bytes.length), bytes, new Uint8Array(-bytes.length & (block - 1)));
  }
  parts.push(new Uint8Array(2 * block));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(gzipSync(whole, { mtime: 0 }));
}

/** Numbers stand in octal, ended by NUL; the checksum counts its own field as eight blanks. */
function header(path: string, size: number): Uint8Array {
  if (path.length > 100) throw new Error(`${path} is too long for a tar header`);
  const bytes = new Uint8Array(block);
  const put = (at: number, text: string) => bytes.set(strToU8(text), at);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  put(0, path);
  put(100, octal(0o644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  // Long ago, and always the same, so that the same files are the same archive.
  put(136, octal(499_162_500, 11));
  put(148, "        ");
  put(156, "0");
  put(257, "ustar\x0000");
  put(
    148,
    `${bytes
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
  );
  return bytes;
}
