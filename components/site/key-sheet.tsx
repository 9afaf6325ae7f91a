"use client";

import { Fragment } from "react";
import { useScreenReader } from "../terminal/use-screen-reader.ts";
import { useWords } from "../words/use-words.tsx";
import { Dialog } from "./dialog.tsx";
import { useModKey } from "./keys.ts";

/** Every key of the page, and the terminal's way for screen readers. */
export function KeySheet(props: { onClose: () => void }) {
  const { words } = useWords();
  const mod = useModKey();
  const [reader, setReader] = useScreenReader();
  const { site } = words;
  const rows: [string[], string][] = [
    [[mod, "⏎"], site.keyRun],
    [["F10"], site.keyStep],
    [["Alt", "F10"], words.editor.callsOfLine],
    [[mod, "."], site.keyStop],
    [["?"], site.keySheet],
    [["Ctrl", "M"], site.keyEditorOut],
    [["←", "→", "↑", "↓"], site.keySeparator],
    [["←", "→"], site.keyTabs],
    [["Ctrl", "C"], site.keyTerminalInterrupt],
    [["Ctrl", "D"], site.keyTerminalEnd],
  ];
  return (
    <Dialog open title={site.keys} onClose={props.onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-5 gap-y-2.5 text-[13px]">
        {rows.map(([keys, text]) => (
          <Fragment key={text}>
            <dt className="flex gap-1">
              {keys.map((key) => (
                <kbd key={key} className="rounded border border-line bg-raised px-1.5 font-mono text-[12px]">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </Fragment>
        ))}
      </dl>
      <label className="mt-4 flex items-start gap-2 border-line border-t pt-4 text-[13px]">
        <input
          type="checkbox"
          className="mt-1 accent-(--accent)"
          checked={reader}
          onChange={(event) => setReader(event.target.checked)}
        />
        {words.terminal.screenReaderAbout}
      </label>
    </Dialog>
  );
}
