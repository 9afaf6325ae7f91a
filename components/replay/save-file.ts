/** Gives the reader a file to keep. */
export function saveFile(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  type = "application/octet-stream",
): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of the bytes once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
