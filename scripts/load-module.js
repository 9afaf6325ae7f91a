import { build } from "esbuild";

/** A module in TypeScript, bundled and imported without leaving a file behind. @param {string} file */
export async function loadModule(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "silent",
  });
  const [code] = outputFiles;
  if (code === undefined) throw new Error(`${file} gave no code`);
  return import(`data:text/javascript;base64,${Buffer.from(code.contents).toString("base64")}`);
}
