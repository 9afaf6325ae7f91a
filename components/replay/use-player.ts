"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { createLabStore, type LabStore } from "../lab/lab-store.ts";
import type { Lab } from "../lab/use-lab.ts";
import { createPlayer, type Player, type PlayerState } from "./player.ts";

/**
 * A recording in a store of its own, with a lab around it that has no server: it can be looked at, not acted on.
 * It opens at its beginning, or with all of it shown.
 */
export function usePlayer(
  events: readonly LabEvent[],
  opens: "start" | "end" = "start",
): { lab: Lab; player: Player } {
  const [made] = useState(() => {
    const store = createLabStore();
    const player = createPlayer(events, store);
    if (opens === "end") player.seek(player.get().end);
    return { lab: recordedLab(store, player), player };
  });
  const { player } = made;
  useEffect(() => {
    let last: number | null = null;
    let frame = 0;
    const draw = (now: number) => {
      if (last !== null) player.tick(Math.min(now - last, 250));
      last = now;
      frame = requestAnimationFrame(draw);
    };
    const follow = () => {
      const { playing } = player.get();
      if (playing && frame === 0) {
        last = null;
        frame = requestAnimationFrame(draw);
      } else if (!playing && frame !== 0) {
        cancelAnimationFrame(frame);
        frame = 0;
      }
    };
    follow();
    const stop = player.subscribe(follow);
    return () => {
      stop();
      cancelAnimationFrame(frame);
      player.pause();
    };
  }, [player]);
  return made;
}

export function usePlayerState(player: Player): PlayerState {
  return useSyncExternalStore(player.subscribe, player.get, player.get);
}

const nothing = () => {};

function recordedLab(store: LabStore, player: Player): Lab {
  return {
    store,
    stepMoment: player.step,
    lookAt: (at) => {
      player.pause();
      player.seek(at ?? player.get().end);
    },
    send: () => false,
    ran: () => null,
    run: () => null,
    signal: nothing,
    stopAll: nothing,
    type: nothing,
    endInput: nothing,
    step: nothing,
    resume: nothing,
    retry: nothing,
  };
}
