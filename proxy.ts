import { type NextRequest, NextResponse } from "next/server";
import { isLocale, negotiateLocale } from "@/components/words/locales";

/** `/` and the short addresses lead to the reader's language: the one chosen before, or else the browser's. */
export function proxy(request: NextRequest) {
  const chosen = request.cookies.get("locale")?.value ?? "";
  const locale = isLocale(chosen) ? chosen : negotiateLocale(request.headers.get("accept-language"));
  const url = request.nextUrl.clone();
  url.pathname = `/${locale}${url.pathname === "/" ? "" : url.pathname}`;
  const response = NextResponse.redirect(url, 307);
  response.headers.set("Vary", "Accept-Language, Cookie");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

export const config = {
  matcher: ["/", "/lesson/:path*", "/play", "/replay", "/reference", "/class"],
};
