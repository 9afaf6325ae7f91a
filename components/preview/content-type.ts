/** What a body is, from its Content-Type header, or from its first bytes where the header is missing. */

export type ContentKind = { mime: string; charset: string; shown: "html" | "text" | "image" | "other" };

/** Of a header; more says nothing of the kind. */
const mostHeader = 200;

export function contentKind(header: string | null, body: Uint8Array): ContentKind {
  const [type = ""] = (header ?? sniff(body)).slice(0, mostHeader).split(";");
  const mime = type.trim().toLowerCase() || "application/octet-stream";
  const charset = header?.match(/charset\s*=\s*"?([\w.:-]+)/i)?.[1]?.toLowerCase() ?? "utf-8";
  const shown = /^(text\/html|application\/xhtml\+xml)$/.test(mime)
    ? "html"
    : /^image\/(png|jpeg|gif|webp|svg\+xml|avif|bmp|x-icon|vnd\.microsoft\.icon)$/.test(mime)
      ? "image"
      : /^text\/|[/+](json|xml|javascript)$/.test(mime)
        ? "text"
        : "other";
  return { mime, charset, shown };
}

function sniff(body: Uint8Array): string {
  const start = new TextDecoder("latin1").decode(body.subarray(0, 256)).trimStart().toLowerCase();
  if (/^(<!doctype html|<html|<head|<body|<h1|<p|<title|<div)/.test(start)) return "text/html";
  return body.subarray(0, 256).some((byte) => byte === 0) ? "application/octet-stream" : "text/plain";
}

/** Bytes as text in a charset; one that nobody knows is read as UTF-8. */
export function textOf(body: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    // A label that names no encoding: TextDecoder says so by a RangeError.
    return new TextDecoder().decode(body);
  }
}
