import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy } from "@/app/content-security-policy";
import { isLocale, negotiateLocale } from "@/components/words/locales";

/** Addresses without a language. */
const short = /^\/(?:(?:lesson|play|replay|reference|class)(?:\/.*)?)?$/;

/**
 * Pages get the policy that names their scripts, and so does the page for an address that has none; `/` and the short
 * addresses lead to the reader's language: the one chosen before, or else the browser's.
 */
export function proxy(request: NextRequest) {
  const { pathname } = request.nextUrl;
  if (!short.test(pathname)) {
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

/** Not scripts and styles, and not what is sent to be shared: a body is handed on here only when it has come whole. */
export const config = { matcher: "/((?!_next/static/|_next/webpack-hmr|api/share(?:/[^/]*)?$).*)" };
