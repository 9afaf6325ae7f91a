import { request } from "node:http";

/** A scrape of /metrics: value by series name with its labels. */
export type Scrape = ReadonlyMap<string, number>;

export async function scrape(labSocket: string): Promise<Scrape> {
  const text = await new Promise<string>((resolve, reject) => {
    const asked = {
      socketPath: labSocket,
      path: "/metrics",
      headers: { host: "localhost" },
      timeout: 30_000,
    };
    request(asked, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve(body));
    })
      .on("error", reject)
      .on("timeout", () => reject(new Error("the server did not answer /metrics in 30 s")))
      .end();
  });
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );
}

/** The bound of the histogram bucket below which `share` of what came between two scrapes lies. */
export function shareBelow(before: Scrape, after: Scrape, name: string, share: number): number {
  const count = (le: string) =>
    (after.get(`${name}_bucket{le="${le}"}`) ?? 0) - (before.get(`${name}_bucket{le="${le}"}`) ?? 0);
  const bounds = [...after.keys()]
    .flatMap((key) => /^(\w+)_bucket\{le="([^"]+)"\}$/.exec(key)?.slice(1, 3).join(" ") ?? [])
    .filter((key) => key.startsWith(`${name} `))
    .map((key) => key.slice(name.length + 1));
  const all = count("+Inf");
  return Number(bounds.find((le) => le !== "+Inf" && count(le) >= share * all) ?? Number.POSITIVE_INFINITY);
}
