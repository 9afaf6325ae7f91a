import { LateError, lateTrouble } from "../site/late-trouble.ts";
import type { LabStore } from "./lab-store.ts";

/**
 * What only panels read is fetched once the page stands, so that it is there, and its events are folded, before a panel
 * is opened. If it cannot be had, the store knows why: the next lab asks anew, and so do a panel that is opened, a line
 * that comes back, and the reader (panels-notice.tsx).
 */
export async function fetchPanels(store: LabStore): Promise<void> {
  try {
    store.join((await import("./panel-slices.ts")).panelSlices);
  } catch (error) {
    store.setPanels(new LateError(await lateTrouble(error), error));
  }
}
