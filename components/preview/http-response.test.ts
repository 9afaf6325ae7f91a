import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildRequest, requestTarget } from "./build-request.ts";
import { contentKind } from "./content-type.ts";
import { headerOf, parseResponse } from "./http-response.ts";

const read = (text: string, method?: string) => parseResponse(new TextEncoder().encode(text), method);
const body = (text: string) => new TextDecoder().decode(read(text).body);
const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const codes = (text: string, method?: string) => read(text, method).problems.map((problem) => problem.code);

describe("parseResponse", () => {
  it("reads a right answer and finds nothing to say", () => {
    const answer = read("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello");
    expect(answer).toMatchObject({
      version: "1.1",
      status: 200,
      reason: "OK",
      framing: "length",
      problems: [],
    });
    expect(headerOf(answer, "CONTENT-type")).toBe("text/html");
    expect(body("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\n\r\nto the end")).toBe("to the end");
  });

  it("takes a chunked body apart, with extensions and trailers", () => {
    const text =
      "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\nA: b\r\n\r\n";
    expect(body(text)).toBe("Wikipedia");
    expect(codes(text)).toEqual([]);
  });

  it("goes through an answer once, whatever it is full of", () => {
    const megabyte = (piece: string) => piece.repeat(Math.ceil(2 ** 20 / piece.length));
    for (const filler of [
      " ",
      "\t ",
      "1 ",
      ".",
      ":",
      "\n",
      " bad\r\n",
      "a:b\r\n",
      ", ",
      "chunked ",
      "0;\r\n",
    ])
      for (const start of ["HTTP", "HTTP/", "HTTP/1.1", "HTTP/1.1 200 OK\r\nTransfer-Encoding: ,", chunked])
        expect(read(`${start}${megabyte(filler)}x`).headBytes).toBeDefined();
  });

  it("cuts what it tells of a line", () => {
    const long = read(`HTTP/1.1 200 ${"R".repeat(100_000)}\r\n${"h".repeat(100_000)}\r\n\r\n`);
    expect(long.status).toBe(200);
    expect(long.reason.length).toBeLessThan(300);
    expect(JSON.stringify(long.problems).length).toBeLessThan(300);
  });

  it.each([
    ["", ["empty"]],
    ["hello", ["no-status-line"]],
    ["HTTP/1.1 200\r\nContent-Type: a/b\r\n\r\nx", ["bad-status-line"]],
    ["HTTP/1.1 200 OK\nContent-Type: a/b\n\nx", ["bare-lf"]],
    ["HTTP/1.1 200 OK\r\nContent-Type: a/b\r\n", ["no-blank-line"]],
    ["HTTP/1.1 200 OK\r\nnonsense\r\nContent-Type: a/b\r\n\r\nx", ["bad-header"]],
    ["HTTP/1.1 200 OK\r\nContent-Type : a/b\r\n\r\nx", ["space-before-colon"]],
    ["HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 9\r\n\r\nx", ["short-body"]],
    ["HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 1\r\n\r\nxyz", ["long-body"]],
    ["HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: many\r\n\r\nx", ["bad-length"]],
    [
      "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
      ["two-lengths"],
    ],
    ["HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", ["bad-chunk"]],
    ["HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", ["chunks-cut"]],
    ["HTTP/1.1 200 OK\r\n\r\nx", ["no-type"]],
    ["HTTP/1.1 204 No Content\r\n\r\nx", ["body-forbidden"]],
  ])("says what is wrong with %j", (text, expected) => expect(codes(text)).toEqual(expected));

  it("still shows what came when it was wrong", () => {
    expect(body("hello")).toBe("hello");
    expect(body("HTTP/1.1 200 OK\n\nhello")).toBe("hello");
    expect(body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz")).toBe("abc");
    expect(body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef")).toBe("abc");
  });

  it("expects no body of HEAD", () => {
    expect(codes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD")).toEqual([]);
  });

  it("throws at nothing", () => {
    const piece = fc.constantFrom(
      "HTTP/1.1 200 OK",
      "\r\n",
      "\n",
      ": ",
      "Content-Length",
      "Transfer-Encoding: chunked",
      "5",
      "\0",
      "é",
      "0\r\n\r\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const answer = read(pieces.join(""));
        expect(answer.body.length).toBeLessThanOrEqual(new TextEncoder().encode(pieces.join("")).length);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the request", () => {
  const text = (parts: Partial<Parameters<typeof buildRequest>[0]>) =>
    new TextDecoder().decode(
      buildRequest({ method: "GET", port: 8080, path: "/", headers: "", body: "", ...parts }),
    );

  it("is HTTP/1.1 with what must be there", () => {
    expect(text({})).toBe(
      "GET / HTTP/1.1\r\nHost: 10.0.0.2:8080\r\nConnection: close\r\nAccept: */*\r\n\r\n",
    );
    expect(text({ method: "POST", body: "é" })).toContain("\r\nContent-Length: 2\r\n");
  });

  it("lets the learner's own headers win", () => {
    const own = text({ headers: "Connection: keep-alive\n\nX-Test: 1" });
    expect(own.match(/Connection/g)).toHaveLength(1);
    expect(own).toContain("\r\nConnection: keep-alive\r\nX-Test: 1\r\n\r\n");
  });

  it("sends a path as typed, traversal included, and cannot be split into two requests", () => {
    expect(requestTarget("../etc/passwd")).toBe("/../etc/passwd");
    expect(requestTarget("/\ud800x")).toBe("/%EF%BF%BDx");
    expect(requestTarget("/a b\r\nX: y/你")).toBe("/a%20b%0D%0AX:%20y/%E4%BD%A0");
  });
});

describe("contentKind", () => {
  it("reads the header, and the bytes where there is none", () => {
    expect(contentKind("text/html; charset=GBK", new Uint8Array())).toEqual({
      mime: "text/html",
      charset: "gbk",
      shown: "html",
    });
    expect(contentKind(null, new TextEncoder().encode("<!DOCTYPE html><p>")).shown).toBe("html");
    expect(contentKind(null, new TextEncoder().encode("hello world")).shown).toBe("text");
    expect(contentKind(null, Uint8Array.of(0, 1)).shown).toBe("other");
  });
});
