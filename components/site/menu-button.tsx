"use client";

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";

export type MenuItem = { id: string; label: ReactNode; onChoose: () => void; disabled?: boolean };

/** A button with a short list of acts: arrows move, Escape and a click elsewhere close, the focus comes back. */
export function MenuButton(props: {
  label: string;
  children: ReactNode;
  items: readonly MenuItem[];
  className?: string;
  disabled?: boolean;
  /** The edge of the button that the list keeps to. */
  align?: "start" | "end";
}) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>("[role=menuitem]:not(:disabled)")?.focus();
    const elsewhere = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", elsewhere);
    return () => removeEventListener("pointerdown", elsewhere);
  }, [open]);

  const press = (event: KeyboardEvent) => {
    if (!open) return;
    const items = [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items.at(to % items.length)?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      setOpen(false);
      button.current?.focus();
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the menu inside
    <div ref={root} className="relative shrink-0" onKeyDown={press}>
      <button
        ref={button}
        type="button"
        className={props.className ?? "btn"}
        aria-label={props.label}
        title={props.label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        disabled={props.disabled}
        onClick={() => setOpen(!open)}
      >
        {props.children}
      </button>
      {open ? (
        <div
          id={id}
          role="menu"
          aria-label={props.label}
          className={`absolute top-full ${props.align === "start" ? "left-0" : "right-0"} z-50 mt-1 grid min-w-44 rounded-lg border border-line bg-panel p-1 shadow-xl`}
        >
          {props.items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              disabled={item.disabled}
              className="whitespace-nowrap rounded-md px-2.5 py-1.5 text-left text-[12.5px] hover:bg-raised focus-visible:bg-raised disabled:opacity-50"
              onClick={() => {
                setOpen(false);
                button.current?.focus();
                item.onChoose();
              }}
            >
              {item.label}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
