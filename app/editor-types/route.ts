import { collectTypes } from "./collect-types";

export const dynamic = "force-static";

/** The declarations for the editor, made once with the site; fetched when the editor stands. */
export function GET() {
  return Response.json(collectTypes(), { headers: { "Cache-Control": "public, max-age=3600" } });
}
