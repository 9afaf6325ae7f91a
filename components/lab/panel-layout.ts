/**
 * How the panels' sizes are kept. The library keeps shares of each group in localStorage; a script in the page's
 * head, before anything is painted, puts them where the first layout finds them.
 */

const prefix = "socket-playground/layout/";

export const layoutKey = (group: string) => `${prefix}${group}`;

export const defaultShares = {
  columns: { "lesson-panel": 26, "work-panel": 41, "instruments-panel": 33 },
  rows: { "code-panel": 73, "terminals-panel": 27 },
} as const;

/** Reads what was kept; a layout with other panels, or no numbers, is none. */
export function readLayout(group: keyof typeof defaultShares): Record<string, number> | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(layoutKey(group)) ?? "null");
    if (typeof value !== "object" || value === null) return undefined;
    const names = Object.keys(defaultShares[group]);
    const shares = value as Record<string, unknown>;
    if (!names.every((name) => typeof shares[name] === "number")) return undefined;
    return Object.fromEntries(names.map((name) => [name, Number(shares[name])]));
  } catch {
    // Forbidden or damaged storage: the panels open as they were drawn.
    return undefined;
  }
}

export function keepLayout(group: keyof typeof defaultShares, layout: Record<string, number>): void {
  try {
    localStorage.setItem(layoutKey(group), JSON.stringify(layout));
  } catch {
    // A browser that keeps nothing opens the panels as they were drawn.
  }
}

/** The script: short, without imports, the same on every page. */
export const bootLayoutScript = `try{var d=document.documentElement;for(var g of ["columns","rows"]){var v=JSON.parse(localStorage.getItem("${prefix}"+g)||"null");for(var k in v)if(typeof v[k]=="number"){d.style.setProperty("--"+k,v[k]);d.dataset.booting=""}}}catch(e){}`;
