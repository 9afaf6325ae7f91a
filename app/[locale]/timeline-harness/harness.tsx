"use client";
import { useTheme } from "next-themes";
import { useEffect, useState } from "react";
import { Timeline } from "@/components/timeline/timeline";
import { initialTimeline, reduceTimeline, type TimelineState } from "@/components/timeline/timeline-state";
import type { LabEvent } from "@/protocol/lab-event";
export function Harness() {
  const [state, setState] = useState<TimelineState>(initialTimeline);
  const [cursor, setCursor] = useState<number | null>(null);
  const [log, setLog] = useState("");
  const { setTheme } = useTheme();
  useEffect(() => {
    const q = new URLSearchParams(location.search);
    setTheme(q.get("theme") ?? "dark");
    const rate = Number(q.get("rate") ?? 0);
    let stop = false;
    fetch(`/timeline-harness-data/${q.get("name") ?? "server"}`)
      .then((r) => r.json())
      .then((events: LabEvent[]) => {
        if (stop) return;
        setState(initialTimeline);
        const cut = Number(q.get("cut") ?? events.length);
        const evs = events.slice(0, cut);
        if (rate === 0) {
          setState((s) => reduceTimeline(s, evs));
          return;
        }
        let i = 0;
        const go = () => {
          if (stop) return;
          const b = evs.slice(i, i + rate);
          i += rate;
          if (b.length) {
            setState((s) => reduceTimeline(s, b));
            requestAnimationFrame(go);
          } else (window as never as { done: boolean }).done = true;
        };
        requestAnimationFrame(go);
      });
    return () => {
      stop = true;
    };
  }, [setTheme]);
  return (
    <div style={{ height: "100vh" }}>
      <Timeline
        state={state}
        cursor={cursor}
        onCursor={setCursor}
        live={new URLSearchParams(globalThis.location?.search).has("live")}
        onSource={(s) => setLog(`${s.file}:${s.line}`)}
        onFrameAction={(f, a) => setLog(`${a} ${f}`)}
      />
      <output id="log" className="sr-only">
        {log}
      </output>
    </div>
  );
}
