import "server-only";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "@/protocol/client-message";
import type { Idiom } from "@/protocol/names";
import { type Templates, templateIds } from "./templates.ts";

/** Reads the templates while the page is made. */
export function readTemplates(): Templates {
  const of = (id: string, idiom: Idiom): Files => {
    const folder = join(process.cwd(), "components/playground/templates", id, idiom);
    // Servers first: what is started first stands first.
    const names = readdirSync(folder).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  };
  return Object.fromEntries(
    templateIds.map((id) => [id, { berkeley: of(id, "berkeley"), node: of(id, "node") }]),
  ) as Templates;
}

const rank = (name: string) => (name === "server.ts" ? 0 : name.endsWith(".ts") ? 1 : 2);
