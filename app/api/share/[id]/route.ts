import { openShareStore } from "@/app/share-store/open-share-store";

/** A shared recording, packed. It never changes, and it may be asked for by anyone who has its name. */
export async function GET(
  _request: Request,
  context: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await context.params;
  const found = await (await openShareStore()).get(id);
  if (!found) return Response.json({ why: "not-found" }, { status: 404 });
  const seconds = Math.max(0, Math.floor((found.expiresAt - Date.now()) / 1000));
  return new Response(found.file, {
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename="${id}.socketlab"`,
      "Cache-Control": `private, max-age=${Math.min(seconds, 3_600)}`,
    },
  });
}
