"use client";

import "@xterm/xterm/css/xterm.css";
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import { useTheme } from "next-themes";
import { useEffect, useRef, useState } from "react";
import { entriesOf, type TerminalEntry, type TerminalLog } from "../lab/terminal-log.ts";
import { useWords } from "../words/use-words.tsx";
import type { Words } from "../words/words.ts";
import { typeKeys } from "./line-editor.ts";
import { makeWriter } from "./terminal-text.ts";
import { terminalTheme } from "./terminal-theme.ts";
import { makeTypedEcho, type TypedEcho } from "./typed-echo.ts";

export type TerminalHand = {
  send(text: string): void;
  end(): void;
  interrupt(): void;
};

/**
 * A terminal's picture: follows the log, and edits a line of input while a program runs. xterm reads and draws what it
 * is given some time later; `data-drawn` says up to which entry of the log the picture has come.
 */
export function XtermView(props: {
  log: TerminalLog | null;
  label: string;
  /** Null: nothing runs that could read. */
  hand: TerminalHand | null;
  screenReader: boolean;
}) {
  const { words } = useWords();
  const { resolvedTheme } = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const terminal = useRef<Terminal | null>(null);
  const written = useRef<Written>({ tape: null, length: 0, write: () => "" });
  const hand = useRef(props.hand);
  const line = useRef("");
  const [echo] = useState(makeTypedEcho);

  useEffect(() => {
    hand.current = props.hand;
    if (props.hand !== null || line.current === "") return;
    // A line that was begun goes to nobody any more; what is said about the program stands below it.
    line.current = "";
    terminal.current?.write("\r\n");
  }, [props.hand]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const term = new Terminal({
      convertEol: true,
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      cursorInactiveStyle: "none",
      fontFamily: getComputedStyle(element).fontFamily,
      fontSize: 12.5,
      lineHeight: 1.35,
      scrollback: 2_000,
      theme: terminalTheme(element),
      minimumContrastRatio: 4.5,
      linkHandler: null,
    });
    const fit = new FitAddon();
    term.loadAddon(fit);
    term.open(element);
    terminal.current = term;
    written.current = { tape: null, length: 0, write: makeWriter(words) };
    const resize = new ResizeObserver(() => {
      if (element.clientWidth > 20 && element.clientHeight > 20) fit.fit();
    });
    resize.observe(element);
    const keys = term.onData((data) => {
      const to = hand.current;
      if (!to) return;
      const result = typeKeys(line.current, data);
      line.current = result.line;
      term.write(result.echo);
      for (const act of result.acts) {
        if (act.act === "send") {
          echo.shown(act.text, null);
          to.send(act.text);
        } else {
          echo.shown("", act.act);
          to[act.act]();
        }
      }
    });
    term.attachCustomKeyEventHandler((event) => !belongsToPage(event, term));
    return () => {
      keys.dispose();
      resize.disconnect();
      term.dispose();
      terminal.current = null;
    };
  }, [words, echo]);

  useEffect(() => {
    const term = terminal.current;
    const element = box.current;
    // The theme's class stands on <html> once this effect runs.
    if (term && element && resolvedTheme) term.options.theme = terminalTheme(element);
  }, [resolvedTheme]);

  useEffect(() => {
    const term = terminal.current;
    if (!term) return;
    term.options.screenReaderMode = props.screenReader;
    const input = term.textarea;
    if (input) input.setAttribute("aria-label", props.label);
  }, [props.screenReader, props.label]);

  useEffect(() => {
    const term = terminal.current;
    const element = box.current;
    if (term && element) follow(term, element, props.log, written.current, echo, line.current, words);
  });

  return <div ref={box} className="h-full w-full overflow-hidden pl-3 pt-1.5 font-mono" />;
}

/** What of which tape the screen has been given. */
type Written = {
  tape: TerminalLog["tape"] | null;
  length: number;
  write: (entry: TerminalEntry) => string;
};

/** Writes what the log has more than the screen; another log, or one whose head was cut off, is written anew. */
function follow(
  term: Terminal,
  box: HTMLElement,
  log: TerminalLog | null,
  written: Written,
  echo: TypedEcho,
  line: string,
  words: Words,
): void {
  const tape = log?.tape ?? null;
  const anew = tape !== written.tape;
  if (anew) {
    // In the order of what is written: reset() would come before text that still waits, and that would stand twice.
    if (written.tape !== null) term.write("\x1bc");
    written.tape = tape;
    written.length = 0;
    written.write = makeWriter(words);
    echo.forget();
    delete box.dataset.drawn;
  }
  if (!log || log.length <= written.length) return;
  const { entries, older } = entriesOf(log, written.length);
  let out = older ? `\x1b[90m${words.terminal.older}\x1b[0m\r\n` : "";
  for (const entry of entries) {
    if (entry.kind === "started") echo.forget();
    const text = written.write(entry);
    if (entry.kind !== "typed" || !echo.take(entry.text, entry.key)) out += text;
  }
  if (anew) out += line;
  const { length } = log;
  written.length = length;
  term.write(out, () => {
    // xterm has asked for its own frame by now, so that this one comes after it.
    requestAnimationFrame(() => {
      if (written.tape === tape) box.dataset.drawn = String(length);
    });
  });
}

/** Keys that are the page's even here: run, stop, step; and copying a selection. */
function belongsToPage(event: KeyboardEvent, term: Terminal): boolean {
  const mod = event.ctrlKey || event.metaKey;
  if (event.key === "F10" || event.key === "Tab") return true;
  if (mod && (event.key === "Enter" || event.key === ".")) return true;
  return mod && event.key.toLowerCase() === "c" && term.hasSelection();
}
