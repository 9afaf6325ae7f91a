"use client";

/** A shelf of difficult peers, to be set on the learner's own server. */
import type { AssistantAct } from "../../protocol/client-message.ts";
import { Button } from "../controls/button.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";

export type DifficultPeer = Extract<AssistantAct, { act: "difficult" }>["peer"];

export const difficultPeers: readonly DifficultPeer[] = [
  "drip",
  "burst",
  "never-reads",
  "never-closes",
  "half-closes",
  "resets",
  "hundred",
  "garbage",
];

export function DifficultShelf(props: {
  port: number;
  disabled: boolean;
  onSet: (peer: DifficultPeer) => void;
}) {
  const words = useWords().words.assistant;
  return (
    <section className="border-line border-t px-3.5 py-2.5" aria-label={words.difficultTitle}>
      <h2 className="m-0 font-semibold text-[12.5px]">{words.difficultTitle}</h2>
      <p className="m-0 mt-0.5 mb-2 text-[12px] text-muted">
        {fill(words.difficultAbout, { address: `10.0.0.2:${props.port || "?"}` })}
      </p>
      <ul className="m-0 grid list-none grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-1.5 p-0">
        {difficultPeers.map((peer) => (
          <li key={peer}>
            <Button
              className="h-full w-full flex-col !items-start !justify-start !gap-0.5 whitespace-normal !py-1.5 text-left"
              disabled={props.disabled}
              onClick={() => props.onSet(peer)}
            >
              <span className="font-semibold">{words.difficult[peer]}</span>
              <span className="text-[11.5px] text-muted leading-snug">{words.difficultDoes[peer]}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
