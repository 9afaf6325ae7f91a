import type { TypedKey } from "../lab/terminal-log.ts";

/**
 * A terminal shows keys the moment they are typed. What they made comes back in the log when the program has it, and is
 * then on the screen already; what others typed (a check, an earlier picture of the same terminal) is not.
 */
export type TypedEcho = {
  /** The screen shows this, and the program is being given it. */
  shown(text: string, key: TypedKey | null): void;
  /** Whether the screen shows this already; asked once for each entry of the log. */
  take(text: string, key: TypedKey | null): boolean;
  /** The screen begins anew, or another program reads: nothing that was typed will come back. */
  forget(): void;
};

export function makeTypedEcho(): TypedEcho {
  let waiting: { text: string; key: TypedKey | null }[] = [];
  return {
    shown: (text, key) => {
      waiting.push({ text, key });
    },
    take: (text, key) => {
      const at = waiting.findIndex((one) => one.text === text && one.key === key);
      // Programs get things in the order in which they were typed: what stands before it was dropped on the way.
      if (at >= 0) waiting = waiting.slice(at + 1);
      return at >= 0;
    },
    forget: () => {
      waiting = [];
    },
  };
}
