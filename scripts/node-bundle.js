/**
 * How a program of this project becomes one file that Node reads: esbuild's settings, packages left outside.
 *
 * @type {Readonly<import("esbuild").BuildOptions>}
 */
export const nodeBundle = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  logLevel: "warning",
};
