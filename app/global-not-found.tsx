import "./globals.css";
import type { Metadata } from "next";
import { NotFoundPicture } from "@/components/site/not-found-picture";
import { ThemeProvider } from "@/components/site/theme-provider";

export const metadata: Metadata = { title: "404 · Socket Playground" };

const languages = [
  {
    lang: "en",
    title: "There is no such page",
    text: "The connection stands and the site answers, but not with a page: 404.",
    links: [
      ["/en", "The course"],
      ["/en/play", "Playground"],
    ],
  },
  {
    lang: "zh-Hans",
    title: "没有这个页面",
    text: "连接正常，网站也回答了，只是没有这一页：404。",
    links: [
      ["/zh", "课程"],
      ["/zh/play", "自由练习"],
    ],
  },
] as const;

/** An address that is no page. It stands outside the languages, so it speaks both. */
export default function GlobalNotFound() {
  return (
    // next-themes writes the theme's class on <html> before React hydrates it.
    <html lang="en" suppressHydrationWarning>
      <body>
        <ThemeProvider>
          <main className="mx-auto grid min-h-dvh max-w-2xl content-center gap-8 px-6 py-10">
            <figure className="rounded-xl border border-line bg-panel px-3 py-4">
              <NotFoundPicture />
            </figure>
            <div className="grid gap-x-10 gap-y-8 sm:grid-cols-2">
              {languages.map(({ lang, title, text, links }) => (
                <section key={lang} lang={lang}>
                  <h1 className="font-bold text-[21px] tracking-[-0.02em]">{title}</h1>
                  <p className="mt-1 text-muted">{text}</p>
                  <p className="mt-4 flex gap-2">
                    {links.map(([href, name], place) => (
                      <a key={href} href={href} className={place === 0 ? "btn btn-primary" : "btn"}>
                        {name}
                      </a>
                    ))}
                  </p>
                </section>
              ))}
            </div>
          </main>
        </ThemeProvider>
      </body>
    </html>
  );
}
