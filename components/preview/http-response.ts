/**
 * Reads an HTTP/1.x response as forgivingly as a browser would, and says what was wrong with it (RFC 9112): a learner
 * who writes a server by hand gets the page and the list.
 */

export type ResponseProblem =
  | { code: "empty" }
  /** Neither a status line nor anything like one: the bytes are shown as they are. */
  | { code: "no-status-line"; seen: string }
  | { code: "bad-status-line"; seen: string }
  /** Lines end with LF where CR LF is due. */
  | { code: "bare-lf" }
  | { code: "no-blank-line" }
  | { code: "bad-header"; seen: string }
  | { code: "space-before-colon"; seen: string }
  | { code: "bad-length"; seen: string }
  | { code: "two-lengths" }
  | { code: "short-body"; promised: number; got: number }
  | { code: "long-body"; promised: number; got: number }
  | { code: "length-and-chunked" }
  | { code: "bad-chunk"; seen: string }
  | { code: "chunks-cut" }
  | { code: "no-type" }
  | { code: "body-forbidden"; status: number };

export type HttpResponse = {
  version: string | null;
  status: number | null;
  reason: string;
  headers: readonly (readonly [name: string, value: string])[];
  /** Freed of chunks. */
  body: Uint8Array;
  /** How the body's end is known. */
  framing: "length" | "chunked" | "close" | "none";
  /** Bytes of status line and headers, as they came. */
  headBytes: number;
  problems: readonly ResponseProblem[];
};

/** Of a status line, whatever its length. */
const statusLineMost = 256;

const latin1 = (bytes: Uint8Array) => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

/** `method` matters: the answer to HEAD has no body whatever its headers promise. */
export function parseResponse(bytes: Uint8Array, method = "GET"): HttpResponse {
  const problems: ResponseProblem[] = [];
  const nothing = { version: null, status: null, reason: "", headers: [], headBytes: 0, problems } as const;
  if (bytes.length === 0) {
    problems.push({ code: "empty" });
    return { ...nothing, body: bytes, framing: "none" };
  }
  const head = findHead(bytes, problems);
  const lines = latin1(bytes.subarray(0, head.textEnd)).split(/\r?\n/);
  const first = (lines.shift() ?? "").slice(0, statusLineMost);
  const strict = first.match(/^HTTP\/(\d\.\d) (\d{3}) (.*)$/);
  const loose = strict ?? first.match(/^HTTP\/?\s*([\d.]*)\s+(\d{1,3})\s*(.*)$/i);
  if (!loose) {
    problems.splice(0, problems.length, { code: "no-status-line", seen: first.slice(0, 80) });
    return { ...nothing, body: bytes, framing: "close" };
  }
  if (!strict) problems.push({ code: "bad-status-line", seen: first.slice(0, 80) });

  const headers: [string, string][] = [];
  for (const line of lines) {
    if (line === "") continue;
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (colon < 1 || /[^\w!#$%&'*+.^`|~-]/.test(name)) {
      problems.push({ code: "bad-header", seen: line.slice(0, 80) });
      continue;
    }
    if (line[colon - 1] === " " || line[colon - 1] === "\t")
      problems.push({ code: "space-before-colon", seen: line.slice(0, 80) });
    headers.push([name, line.slice(colon + 1).trim()]);
  }
  const status = Number(loose[2]);
  const body = readBody(bytes.subarray(head.end), headers, status, method, problems);
  if (body.body.length > 0 && !headers.some(([name]) => name.toLowerCase() === "content-type"))
    problems.push({ code: "no-type" });
  return {
    version: loose[1] || null,
    status,
    reason: loose[3] ?? "",
    headers,
    headBytes: head.end,
    problems,
    ...body,
  };
}

/** The value of the first header of that name, whatever its case. */
export function headerOf(response: Pick<HttpResponse, "headers">, name: string): string | null {
  return response.headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? null;
}

/** Where the head's text ends, and where the body begins after the blank line. */
function findHead(bytes: Uint8Array, problems: ResponseProblem[]): { textEnd: number; end: number } {
  let bare = false;
  let lineStart = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== 10) continue;
    const crlf = at > 0 && bytes[at - 1] === 13;
    if (!crlf) bare = true;
    const lineEnd = crlf ? at - 1 : at;
    if (lineEnd === lineStart && lineStart > 0) {
      if (bare) problems.push({ code: "bare-lf" });
      return { textEnd: lineStart, end: at + 1 };
    }
    lineStart = at + 1;
  }
  if (bare) problems.push({ code: "bare-lf" });
  problems.push({ code: "no-blank-line" });
  return { textEnd: bytes.length, end: bytes.length };
}

function readBody(
  rest: Uint8Array,
  headers: readonly [string, string][],
  status: number,
  method: string,
  problems: ResponseProblem[],
): Pick<HttpResponse, "body" | "framing"> {
  const all = (name: string) =>
    headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
  if (method === "HEAD" || status === 204 || status === 304 || (status >= 100 && status < 200)) {
    if (rest.length > 0) problems.push({ code: "body-forbidden", status });
    return { body: new Uint8Array(), framing: "none" };
  }
  const lengths = [...new Set(all("content-length"))];
  const chunked = all("transfer-encoding").some((value) => /(^|,)\s*chunked\s*$/i.test(value));
  if (chunked) {
    if (lengths.length > 0) problems.push({ code: "length-and-chunked" });
    return { body: readChunks(rest, problems), framing: "chunked" };
  }
  const [length] = lengths;
  if (length === undefined) return { body: rest, framing: "close" };
  if (lengths.length > 1) problems.push({ code: "two-lengths" });
  if (!/^\d+$/.test(length)) {
    problems.push({ code: "bad-length", seen: length.slice(0, 40) });
    return { body: rest, framing: "close" };
  }
  const promised = Number(length);
  if (rest.length < promised) problems.push({ code: "short-body", promised, got: rest.length });
  if (rest.length > promised) problems.push({ code: "long-body", promised, got: rest.length });
  return { body: rest.subarray(0, promised), framing: "length" };
}

function readChunks(bytes: Uint8Array, problems: ResponseProblem[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(10, at);
    if (end < 0) {
      problems.push({ code: "chunks-cut" });
      break;
    }
    const line = latin1(bytes.subarray(at, end)).replace(/\r$/, "");
    const size = line.match(/^([0-9a-f]{1,8})\s*(?:;.*)?$/i)?.[1];
    if (size === undefined) {
      problems.push({ code: "bad-chunk", seen: line.slice(0, 40) });
      break;
    }
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    const start = end + 1;
    parts.push(bytes.subarray(start, start + length));
    if (start + length > bytes.length) {
      problems.push({ code: "chunks-cut" });
      break;
    }
    at = start + length;
    if (bytes[at] === 13) at += 1;
    if (bytes[at] === 10) at += 1;
    else {
      problems.push({ code: "bad-chunk", seen: latin1(bytes.subarray(at, at + 12)) });
      break;
    }
  }
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    body.set(part, offset);
    offset += part.length;
  }
  return body;
}
