import { expect, test } from "vitest";
import { addressOf, allowedHostsFrom, refuseAtDoor } from "./door.ts";

const allowedHosts = allowedHostsFrom({
  ALLOWED_HOSTS: "play.example, labs.example:8443",
  HOST: "192.0.2.1",
});
const knock = (headers: Record<string, string>, url = "/lab", method = "GET") =>
  refuseAtDoor({ method, url, headers }, { allowedHosts })?.why ?? "in";

test("a page of ours comes in, by every name that is ours", () => {
  for (const [host, origin] of [
    ["localhost:3000", "http://localhost:3000"],
    ["127.0.0.1:4000", "http://127.0.0.1:4000"],
    ["[::1]:3000", "http://[::1]:3000"],
    ["play.example", "https://play.example"],
    ["PLAY.example:443", "https://play.example"],
    ["labs.example:8443", "https://labs.example:8443"],
    ["192.0.2.1:3000", "http://192.0.2.1:3000"],
  ] as const) {
    expect(knock({ host, origin }), host).toBe("in");
  }
});

test("a foreign page, no page, and a name that is not ours stay out", () => {
  const host = "localhost:3000";
  expect(knock({ host, origin: "http://evil.example" })).toBe("origin");
  expect(knock({ host, origin: "http://localhost:3001" })).toBe("origin");
  expect(knock({ host, origin: "http://localhost.evil.example:3000" })).toBe("origin");
  expect(knock({ host, origin: "null" })).toBe("origin");
  expect(knock({ host, origin: "file://localhost:3000" })).toBe("origin");
  expect(knock({ host })).toBe("origin");
  expect(knock({ host: "evil.example", origin: "http://evil.example" })).toBe("host");
  expect(knock({ host: "labs.example", origin: "http://labs.example" })).toBe("host");
  expect(knock({ origin: "http://localhost:3000" })).toBe("host");
  expect(knock({ host, origin: `http://${host}` }, "/other")).toBe("path");
  expect(knock({ host, origin: `http://${host}` }, "/lab", "POST")).toBe("method");
});

test("the client's address is the last that the gateway added", () => {
  expect(addressOf({ headers: { "x-forwarded-for": "1.2.3.4, 5.6.7.8" } })).toBe("5.6.7.8");
  expect(addressOf({ headers: {} })).toBe("unknown");
});
