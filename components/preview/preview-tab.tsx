"use client";

/** The preview as an instrument of the lab. */
import { useCallback } from "react";
import { toBase64 } from "../controls/base64.ts";
import { useKept } from "../controls/use-kept.ts";
import { useLabHandle, useLabView } from "../lab/lab-context.tsx";
import { usePanelShown } from "../lab/use-panel-store.ts";
import { buildRequest, type RequestParts } from "./build-request.ts";
import { PreviewPanel } from "./preview-panel.tsx";
import { newVisit, usePage, type Visit } from "./use-page.ts";

const first: RequestParts = { method: "GET", port: 8080, path: "/", headers: "", body: "" };

export function PreviewTab() {
  const lab = useLabHandle();
  const state = usePanelShown((slices) => slices.preview);
  const open = useLabView((view) => (view.status.kind === "ready" ? view.status.lab : null));
  const now = useLabView((view) => view.past === null);
  const [request, setRequest] = useKept(lab.store, "preview-request", first);
  const [kept, setVisit] = useKept<Visit | null>(lab.store, "preview-visit", null);
  // What an earlier lab was asked, no lab will answer any more.
  const visit = open === null || kept?.lab === open ? kept : null;
  const ask = useCallback(
    (preview: string, port: number, bytes: string) =>
      lab.send({ type: "preview", preview, port, request: bytes }),
    [lab],
  );
  const page = usePage(visit, state, ask, setVisit);

  return (
    <PreviewPanel
      request={request}
      onRequest={setRequest}
      visit={visit}
      page={page}
      state={state}
      disabled={open === null || !now}
      onGo={(parts) => {
        setRequest(parts);
        if (open === null) return;
        const next = newVisit(open, parts);
        if (ask(next.id, parts.port, toBase64(buildRequest(parts)))) setVisit(next);
      }}
    />
  );
}
