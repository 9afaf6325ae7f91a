"use client";

import { useWords } from "../words/use-words.tsx";
import { Dialog } from "./dialog.tsx";

/** Asks before something is done that takes something away. */
export function AskDialog(props: {
  title: string;
  about: string;
  act: string;
  onAct: () => void;
  onClose: () => void;
}) {
  const { words } = useWords();
  return (
    <Dialog open title={props.title} onClose={props.onClose}>
      <p className="mb-4 text-[13.5px] text-muted">{props.about}</p>
      <div className="flex justify-end gap-2">
        <button type="button" className="btn" onClick={props.onClose}>
          {words.site.cancel}
        </button>
        <button
          type="button"
          className="btn btn-primary"
          onClick={() => {
            props.onAct();
            props.onClose();
          }}
        >
          {props.act}
        </button>
      </div>
    </Dialog>
  );
}
