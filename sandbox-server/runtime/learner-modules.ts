/**
 * The learner's files as modules. They see each other, Node's own modules and `sockets`, and nothing else of what runs
 * beside them.
 */
import { builtinModules, createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { siteOfModule } from "../../sockets/src/said-site.ts";
import { homePath } from "../program/program-to-run.ts";
import { siteModule } from "../program/site-module.ts";

export type LearnerFile = { text: string; code: string; fault?: string; site?: string };

/** A file that is no code: its message is all that a terminal shows. */
export class FileFault extends Error {}

/** What a learner may import by name beside Node's modules: specifier -> its exports. */
export type Packages = ReadonlyMap<string, object>;

const builtins = new Set(builtinModules);
const require = createRequire(import.meta.url);

/** What `import * as` gives of a module of Node's. Asked for by `require`, since `import` starts a whole loader first. */
function builtin(name: string): object {
  const exports = require(name) as object;
  return { ...exports, default: exports };
}

export class LearnerModules {
  /** By path in the home. */
  readonly #files: ReadonlyMap<string, LearnerFile>;
  readonly #loaded = new Map<string, vm.Module>();

  readonly #packages: Packages;

  constructor(files: ReadonlyMap<string, LearnerFile>, packages: Packages) {
    this.#files = files;
    this.#packages = packages;
  }

  /** The name by which calls of all files say their sites, if any do. */
  site(): string | undefined {
    for (const { site } of this.#files.values()) if (site !== undefined) return site;
    return undefined;
  }

  textOf(file: string): string | undefined {
    return this.#files.get(file)?.text;
  }

  /** Links and runs one file; resolves when its top level has come to its end. Rejects with the learner's error. */
  async run(file: string): Promise<object> {
    const module = await this.#own(file);
    if (module.status === "unlinked")
      await module.link((specifier, from) => this.#resolve(specifier, from.identifier));
    await module.evaluate();
    return module.namespace;
  }

  async #resolve(specifier: string, from: string): Promise<vm.Module> {
    if (specifier === siteModule) return callSitesOf(from);
    if (/^\.{0,2}\//.test(specifier)) return this.#own(this.locate(specifier, from));
    const bare = specifier.replace(/^node:/, "");
    if (builtins.has(bare)) return this.#foreign(`node:${bare}`, builtin);
    const found = this.#packages.get(specifier);
    if (found) return this.#foreign(specifier, () => found);
    throw notFound(`Cannot find package '${specifier}'`, from, this.#textFrom(from), specifier);
  }

  #textFrom(identifier: string): string | undefined {
    return this.textOf(path.posix.relative(homePath, identifier));
  }

  /** The file of the program that a relative specifier means: as written, or `.ts` where `.js` is written. */
  locate(specifier: string, from: string): string {
    const absolute = path.posix.resolve(path.posix.dirname(from), specifier);
    const wanted = path.posix.relative(homePath, absolute);
    const tries = [wanted, wanted.replace(/\.([mc]?)js$/, ".$1ts")];
    const found = tries.find((each) => this.#files.has(each));
    if (found !== undefined) return found;
    const close = [`${wanted}.ts`, `${wanted}.js`].find((each) => this.#files.has(each));
    const hint = close ? ` (did you mean '${specifier}${path.posix.extname(close)}'?)` : "";
    throw notFound(`Cannot find module '${specifier}'${hint}`, from, this.#textFrom(from), specifier);
  }

  async #own(file: string): Promise<vm.Module> {
    const known = this.#loaded.get(file);
    if (known) return known;
    const found = this.#files.get(file);
    if (!found) throw new Error(`Cannot find file '${file}'`);
    if (found.fault !== undefined) throw new FileFault(found.fault);
    const identifier = `${homePath}/${file}`;
    const module = file.endsWith(".json")
      ? jsonModule(identifier, found.text)
      : new vm.SourceTextModule(found.code, {
          identifier,
          initializeImportMeta: (meta: ImportMeta) => {
            meta.url = pathToFileURL(identifier).href;
            meta.filename = identifier;
            meta.dirname = path.posix.dirname(identifier);
          },
          importModuleDynamically: async (specifier: string) => {
            const wanted = await this.#resolve(specifier, identifier);
            if (wanted.status === "unlinked") {
              await wanted.link((next, from) => this.#resolve(next, from.identifier));
            }
            await wanted.evaluate();
            return wanted;
          },
        });
    this.#loaded.set(file, module);
    return module;
  }

  /** A module of Node's or of a package, as one of the learner's world; its exports are those of the real one. */
  #foreign(name: string, load: (name: string) => object): vm.Module {
    const known = this.#loaded.get(name);
    if (known) return known;
    const real = load(name);
    const keys = Object.keys(real);
    const module = new vm.SyntheticModule(
      keys,
      function (this: vm.SyntheticModule) {
        for (const key of keys) this.setExport(key, Reflect.get(real, key));
      },
      { identifier: name },
    );
    this.#loaded.set(name, module);
    return module;
  }
}

/** For each module that says its call sites, one of its own. */
function callSitesOf(module: string): vm.Module {
  const site = siteOfModule();
  return new vm.SyntheticModule(
    ["site"],
    function (this: vm.SyntheticModule) {
      this.setExport("site", site);
    },
    { identifier: `${siteModule} of ${module}` },
  );
}

function jsonModule(identifier: string, text: string): vm.Module {
  return new vm.SyntheticModule(
    ["default"],
    function (this: vm.SyntheticModule) {
      this.setExport("default", JSON.parse(text));
    },
    { identifier },
  );
}

/** An error that points at the specifier in the importing file, as the engine's own do at a call. */
function notFound(message: string, from: string, text: string | undefined, specifier: string): Error {
  const error = new Error(message);
  error.name = "ModuleNotFound";
  const lines = text?.split("\n") ?? [];
  const line = lines.findIndex((each) => each.includes(`"${specifier}"`) || each.includes(`'${specifier}'`));
  const column = line < 0 ? 0 : (lines[line]?.indexOf(specifier) ?? 1) - 1;
  error.stack = `${error.name}: ${message}\n    at ${from}:${line < 0 ? 1 : line + 1}:${column + 1}`;
  return error;
}
