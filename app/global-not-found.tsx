import "./globals.css";
import type { Metadata } from "next";

export const metadata: Metadata = { title: "404 · Socket Playground" };

/** An address that is no page. It stands outside the languages, so it speaks both. */
export default function GlobalNotFound() {
  return (
    <html lang="en">
      <body className="grid min-h-dvh place-content-center gap-3 p-6 text-center">
        <h1 className="font-semibold text-2xl">Connection refused: no page listens here</h1>
        <p className="text-muted">
          <a className="underline" href="/en">
            The course
          </a>
        </p>
        <p lang="zh-Hans" className="text-muted">
          连接被拒绝：这个地址没有页面在监听。
          <a className="underline" href="/zh">
            回到课程
          </a>
        </p>
      </body>
    </html>
  );
}
