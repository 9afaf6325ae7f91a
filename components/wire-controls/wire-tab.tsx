"use client";

/** The wire's controls as an instrument of the lab. */
import { useLabHandle, useLabView, useLive, useShown } from "../lab/lab-context.tsx";
import { WirePanel } from "./wire-panel.tsx";

export function WireTab() {
  const lab = useLabHandle();
  const state = useShown((slices) => slices.wire);
  const now = useLabView((view) => view.status.kind === "ready" && view.past === null);
  const checking = useLive((slices) => slices.checks.running);
  return (
    <WirePanel
      state={state}
      disabled={!now || checking}
      checking={checking}
      onSettings={(settings) => lab.send({ type: "wire", settings })}
      onFrame={(frame, action) => lab.send({ type: "frame", frame, action })}
      onAlter={(frame, data) => lab.send({ type: "frame-alter", frame, data })}
      onReleaseAll={(host) => lab.send({ type: "release-all", host })}
    />
  );
}
