import { openShareStore } from "@/app/share-store/open-share-store";
import { readBody } from "@/app/share-store/read-body";
import { shareLimits } from "@/app/share-store/share-limits";
import { meterShare } from "@/app/share-store/share-meter";

/** Keeps a packed recording and names it. The page that calls is the site's own: another site's is refused. */
export async function POST(request: Request): Promise<Response> {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return refuse(403, "other-site");
  const told = Number(request.headers.get("content-length") ?? 0);
  if (told > shareLimits.fileBytes) return refuse(413, "too-large");
  const wait = await meterShare(request.headers);
  if (wait !== null) return refuse(429, "too-many", { "Retry-After": String(wait) });
  const file = await readBody(request.body, shareLimits.fileBytes);
  if (file === null) return refuse(413, "too-large");

  const kept = await (await openShareStore()).put(file);
  if (!kept.ok) {
    const status = kept.why === "too-large" ? 413 : kept.why === "full" ? 507 : 422;
    return refuse(status, kept.why);
  }
  return Response.json({ id: kept.id, expiresAt: kept.expiresAt }, { status: 201 });
}

function refuse(status: number, why: string, headers: HeadersInit = {}): Response {
  return Response.json({ why }, { status, headers });
}
