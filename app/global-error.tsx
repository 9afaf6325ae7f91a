"use client";

import "./globals.css";

/** Where a page itself has broken. Its words did not survive it, so it speaks both languages; every page carries it. */
export default function GlobalError() {
  return (
    // The theme that the reader saw a moment ago.
    <html lang="en" className={globalThis.document?.documentElement.className}>
      <body className="space-y-4 p-10">
        <h1 className="text-2xl">This page has broken</h1>
        <p>What you wrote is kept in this browser.</p>
        <p lang="zh">页面出错了。你写的内容都还在。</p>
        <button type="button" className="btn btn-primary" onClick={() => location.reload()}>
          Reload · 重新加载
        </button>
      </body>
    </html>
  );
}
