import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy } from "@/app/content-security-policy";
import { isLocale, negotiateLocale } from "@/components/words/locales";

/**
 * Pages get the policy that names their scripts; `/` and the short addresses lead to the reader's language:
 * the one chosen before, or else the browser's.
 */
export function proxy(request: NextRequest) {
  const { pathname } = request.nextUrl;
  if (isLocale(pathname.split("/")[1] ?? "")) {
    return NextResponse.next({ headers: { "Content-Security-Policy": contentSecurityPolicy(pathname) } });
  }
  const chosen = request.cookies.get("locale")?.value ?? "";
  const locale = isLocale(chosen) ? chosen : negotiateLocale(request.headers.get("accept-language"));
  const url = request.nextUrl.clone();
  url.pathname = `/${locale}${pathname === "/" ? "" : pathname}`;
  const response = NextResponse.redirect(url, 307);
  response.headers.set("Vary", "Accept-Language, Cookie");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

export const config = {
  matcher: [
    "/",
    "/en",
    "/zh",
    "/en/:path*",
    "/zh/:path*",
    "/lesson/:path*",
    "/play",
    "/replay",
    "/reference",
    "/class",
  ],
};
