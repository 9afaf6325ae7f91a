"use client";

import { X } from "lucide-react";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { useWords } from "../words/use-words.tsx";

/** A window over the page: the browser's own <dialog>, which keeps the focus inside and gives it back. */
export function Dialog(props: { open: boolean; title: string; onClose: () => void; children: ReactNode }) {
  const { words } = useWords();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (props.open && !dialog.open) dialog.showModal();
    if (!props.open && dialog.open) dialog.close();
  }, [props.open]);
  // Taken away while it is open: closed first, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const dialog = ref.current;
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, by the browser
    <dialog
      ref={ref}
      aria-label={props.title}
      onClose={props.onClose}
      onClick={(event) => event.target === event.currentTarget && props.onClose()}
      className="m-auto w-[min(30rem,calc(100vw-2rem))] rounded-xl border border-line bg-panel p-0 text-text shadow-2xl backdrop:bg-black/50"
    >
      {props.open ? (
        <div className="p-5">
          <div className="mb-3 flex items-center justify-between gap-4">
            <h2 className="font-semibold text-[15px]">{props.title}</h2>
            <button type="button" className="btn" onClick={props.onClose}>
              <X aria-hidden="true" className="size-3.5" />
              <span className="sr-only">{words.site.close}</span>
            </button>
          </div>
          {props.children}
        </div>
      ) : null}
    </dialog>
  );
}
