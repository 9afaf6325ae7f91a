/** Bundles the package's modules into `outdir`. */
export function bundle(outdir: string): Promise<void>;
