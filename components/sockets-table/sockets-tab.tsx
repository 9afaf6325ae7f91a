"use client";

/** The socket tables as an instrument of the lab. */
import type { Actor } from "../../protocol/names.ts";
import { useLabHandle, useShown } from "../lab/lab-context.tsx";
import { usePanelShown } from "../lab/use-panel-store.ts";
import { useWorkspace } from "../lab/workspace-context.tsx";
import { ownPeer } from "../timeline/own-peer.ts";
import { useWords } from "../words/use-words.tsx";
import { SocketsPanel } from "./sockets-panel.tsx";

export function SocketsTab() {
  const { store } = useLabHandle();
  const { words } = useWords();
  const workspace = useWorkspace();
  const state = usePanelShown((slices) => slices.sockets);
  const lab = useShown((slices) => slices.lab);

  const actorName = (actor: Actor) => {
    const own = ownPeer(actor, words.timeline);
    if (own !== null) return own;
    if (actor.startsWith("peer:")) return lab.peers.get(actor.slice(5))?.title ?? actor.slice(5);
    for (const program of lab.programs.values()) if (program.run === actor) return program.file;
    return actor;
  };
  return (
    <SocketsPanel
      state={state}
      actorName={actorName}
      onShowCalls={({ actor, fd }) => {
        // The latest call on that descriptor; descriptors are used again, so older ones may be another socket's.
        const call = store
          .log()
          .findLast(
            (event) =>
              event.type === "call" && event.actor === actor && (fd === undefined || event.fd === fd),
          );
        if (call?.type === "call") store.select({ kind: "call", actor: call.actor, call: call.call });
        workspace.showInstrument("timeline");
      }}
    />
  );
}
