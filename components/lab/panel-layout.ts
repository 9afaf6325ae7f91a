/**
 * How the panels' sizes are kept: each panel's share in localStorage, and as a CSS variable of its name on <html>,
 * where a script puts it before anything is painted.
 */

const prefix = "socket-playground/panel/";

/** A panel's share as it stands. */
export function shareOf(panel: { id: string; share: number }): number {
  const set = Number.parseFloat(document.documentElement.style.getPropertyValue(`--${panel.id}`));
  return Number.isFinite(set) && set > 0 ? set : panel.share;
}

/** Keeps a panel's share, or forgets it with null. */
export function keepShare(id: string, share: number | null): void {
  try {
    if (share === null) localStorage.removeItem(prefix + id);
    else localStorage.setItem(prefix + id, share.toFixed(3));
  } catch {
    // A browser that keeps nothing opens the panels as they were drawn.
  }
}

/** The script in the page's head: short, without imports, the same on every page. */
export const bootLayoutScript = `try{for(var i=0;i<localStorage.length;i++){var k=localStorage.key(i);if(k.indexOf("${prefix}")===0){var v=parseFloat(localStorage.getItem(k));if(v>0)document.documentElement.style.setProperty("--"+k.slice(${prefix.length}),v)}}}catch(e){}`;
