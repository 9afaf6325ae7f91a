import { lessonSlugs, readLesson, readPrograms } from "@/app/lessons";
import { idiomSchema } from "@/protocol/names";

export const dynamic = "force-static";
export const dynamicParams = false;

export async function generateStaticParams() {
  const lessons = await Promise.all(lessonSlugs().map(readLesson));
  return lessons.flatMap(({ slug, idioms }) => idioms.map((idiom) => ({ slug, idiom: `${idiom}.json` })));
}

/** One right answer to a lesson in one idiom, fetched only when the learner asks to see it. */
export async function GET(_: Request, context: { params: Promise<{ slug: string; idiom: string }> }) {
  const { slug, idiom } = await context.params;
  const known = idiomSchema.safeParse(idiom.replace(/\.json$/, ""));
  const programs = lessonSlugs().includes(slug) ? readPrograms(await readLesson(slug)) : {};
  const files = known.success ? programs[known.data]?.solution : undefined;
  return files ? Response.json(files) : Response.json({ error: "no such solution" }, { status: 404 });
}
