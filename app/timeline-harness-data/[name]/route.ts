import { readFile } from "node:fs/promises";
export async function GET(_: Request, { params }: { params: Promise<{ name: string }> }) {
  return new Response(await readFile(`/tmp/tlrec/${(await params).name}.json`));
}
