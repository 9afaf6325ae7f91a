/** The look of a text or number field, and of a list to choose from. */
export const fieldLook =
  "min-h-7 min-w-0 rounded-[6px] border border-line bg-bg px-2 py-0.5 text-[12.5px] text-text placeholder:text-faint focus-visible:outline-2 focus-visible:outline-accent disabled:opacity-45 aria-invalid:border-rst";
