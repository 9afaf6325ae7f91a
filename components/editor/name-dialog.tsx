"use client";

import { useId, useState } from "react";
import { limits } from "@/protocol/limits";
import { fieldLook } from "../controls/field.ts";
import { Dialog } from "../site/dialog.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill, type Words } from "../words/words.ts";
import { type FilesState, type NameProblem, nameProblem } from "./files-state.ts";

/** Asks for a file's name, and says at once why a name will not do. `self` is the file that gets a new one. */
export function NameDialog(props: {
  state: FilesState;
  self: string | null;
  onName: (path: string) => void;
  onClose: () => void;
}) {
  const { words } = useWords();
  const [name, setName] = useState(props.self ?? "");
  const [touched, setTouched] = useState(false);
  const field = useId();
  const path = name.trim();
  const problem = nameProblem(props.state, path, props.self);
  const said = problem && (touched || problem !== "empty") ? sayProblem(problem, words.editor) : null;
  const title = props.self === null ? words.editor.add : fill(words.editor.renameOf, { file: props.self });
  return (
    <Dialog open title={title} onClose={props.onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          setTouched(true);
          if (problem) return;
          if (path !== props.self) props.onName(path);
          props.onClose();
        }}
      >
        <label className="sr-only" htmlFor={field}>
          {props.self === null ? words.editor.addName : title}
        </label>
        <input
          id={field}
          className={`${fieldLook} min-h-9 font-mono`}
          value={name}
          placeholder="client.ts"
          autoComplete="off"
          spellCheck={false}
          autoFocus
          aria-invalid={said !== null}
          aria-describedby={`${field}-said`}
          onChange={(event) => setName(event.target.value)}
        />
        <p id={`${field}-said`} role="status" className="min-h-5 text-[12.5px] text-rst">
          {said}
        </p>
        <div className="flex justify-end gap-2">
          <button type="button" className="btn" onClick={props.onClose}>
            {words.site.cancel}
          </button>
          <button type="submit" className="btn btn-primary">
            {props.self === null ? words.editor.add : words.editor.rename}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function sayProblem(problem: NameProblem, words: Words["editor"]): string {
  switch (problem) {
    case "empty":
      return words.nameEmpty;
    case "bad":
      return words.nameBad;
    case "long":
      return fill(words.nameLong, { n: limits.files.pathLength });
    case "taken":
      return words.nameTaken;
    case "kind":
      return words.nameKind;
    case "modules":
      return words.nameModules;
    case "many":
      return fill(words.tooMany, { n: limits.files.count });
  }
}
