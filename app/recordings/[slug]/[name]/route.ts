import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lessonSlugs } from "@/app/lessons";

export const dynamic = "force-static";
export const dynamicParams = false;

const folderOf = (slug: string) => join(process.cwd(), "lessons", slug, "recordings");

export function generateStaticParams() {
  return lessonSlugs().flatMap((slug) =>
    existsSync(folderOf(slug)) ? readdirSync(folderOf(slug)).map((name) => ({ slug, name })) : [],
  );
}

/** A lesson's recording, packed: what `scripts/record-solutions.js` made of a real run. */
export async function GET(_: Request, context: { params: Promise<{ slug: string; name: string }> }) {
  const { slug, name } = await context.params;
  // Only names that are there are served, so no path is made of what was asked.
  const known =
    lessonSlugs().includes(slug) && existsSync(folderOf(slug)) && readdirSync(folderOf(slug)).includes(name);
  if (!known) return Response.json({ error: "no such recording" }, { status: 404 });
  return new Response(readFileSync(join(folderOf(slug), name)), {
    headers: { "Content-Type": "application/octet-stream", "Cache-Control": "public, max-age=3600" },
  });
}
