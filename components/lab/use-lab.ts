"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import type { ClientMessage, Files } from "@/protocol/client-message";
import { limits } from "@/protocol/limits";
import type { Micros, RunId } from "@/protocol/names";
import type { Locale } from "../words/words.ts";
import { fetchPanels } from "./fetch-panels.ts";
import { connectLab, type LabConnection } from "./lab-connection.ts";
import { liveProgram, loseLab, refuseProgram, renewLab, startProgram } from "./lab-state.ts";
import { createLabStore, type LabStore } from "./lab-store.ts";
import { makeRunGate } from "./run-gate.ts";

/**
 * The page's lab: the only place that opens the WebSocket. It gives every instrument one store to read from
 * and one hand to act with, both the same object for the page's life.
 */
export type Lab = {
  store: LabStore;
  /** Of a recording: to its next or previous moment. Null for a lab that lives, where the timeline looks back itself. */
  stepMoment: ((direction: 1 | -1) => void) | null;
  /** Shows everything as it was at this time; null is the present, and a recording's end. */
  lookAt(at: Micros | null): void;
  /** Says something to the server; false when no lab is open. */
  send(message: ClientMessage): boolean;
  /** The files as they were sent with the latest run; null before the first. */
  ran(): Files | null;
  /** Starts a file; an earlier run of the same file is ended first. Null when no lab is open. */
  run(program: { entry: string; files: Files; args: readonly string[]; step: boolean }): RunId | null;
  signal(run: RunId, signal: "SIGINT" | "SIGTERM" | "SIGKILL"): void;
  /** Ends every running program. */
  stopAll(): void;
  /** Gives a program's stdin what was typed; the terminal keeps it when the server tells that the program has it. */
  type(run: RunId, text: string): void;
  endInput(run: RunId): void;
  /** Makes the next call of a thread that stands before it. */
  step(run: RunId, thread: number): void;
  resume(run: RunId): void;
  /** Tries again at once, or opens a new lab after one was closed. */
  retry(): void;
};

export type LabOptions = { lesson: string | null; language: Locale; peers?: readonly string[] | undefined };

/** How often the server is told, at most, that somebody is here. */
const awakeEveryMs = limits.lab.restMs / 6;

export function useLab({ lesson, language, peers }: LabOptions): Lab {
  const [store] = useState(() => createLabStore());
  const line = useRef<LabConnection | null>(null);
  const ran = useRef<Files | null>(null);
  const peerList = peers?.join(" ") ?? null;

  useEffect(() => {
    let gate = makeRunGate();
    const wanted = peerList === null ? {} : { peers: peerList.split(" ").filter(Boolean) };
    const connection = connectLab(
      `${location.origin.replace(/^http/, "ws")}/lab`,
      { type: "open", lesson, language, ...wanted },
      {
        status: (status) => {
          if (status.kind === "ready") {
            gate = makeRunGate();
            store.reset((old, fresh) => ({ ...fresh, lab: renewLab(old.lab) }));
            void fetchPanels(store);
          } else if (store.get().status.kind === "ready") {
            store.change("lab", loseLab);
          }
          store.setStatus(status);
        },
        events: (events) => store.push(gate(events)),
        error: ({ about, code, message }) => {
          if (about !== undefined)
            store.change("lab", (state) => refuseProgram(state, about, { code, message }));
        },
      },
    );
    line.current = connection;
    const retry = () => connection.retry();
    const online = () => {
      retry();
      if (store.get().panels !== "here") void fetchPanels(store);
    };
    let awakeAt = 0;
    // A lab that was closed for idleness opens again at the first sign of life; one that rests makes itself ready.
    const wake = () => {
      const { status } = store.get();
      if (document.hidden) return;
      if (status.kind === "closed" && status.reason === "idle") retry();
      else if (status.kind === "ready" && Date.now() - awakeAt > awakeEveryMs) {
        awakeAt = Date.now();
        connection.send({ type: "awake" });
      }
    };
    addEventListener("online", online);
    addEventListener("pointerdown", wake);
    addEventListener("keydown", wake);
    document.addEventListener("visibilitychange", wake);
    return () => {
      removeEventListener("online", online);
      removeEventListener("pointerdown", wake);
      removeEventListener("keydown", wake);
      document.removeEventListener("visibilitychange", wake);
      connection.close();
      line.current = null;
    };
  }, [store, lesson, language, peerList]);

  return useMemo(() => {
    const send = (message: ClientMessage) => line.current?.send(message) ?? false;
    const programs = () => [...store.get().live.lab.programs.values()];
    /** By file: the run that starts when the one before it is gone. A later one takes its place. */
    const waiting = new Map<string, RunId>();
    const lab: Lab = {
      store,
      stepMoment: null,
      lookAt: store.lookAt,
      send,
      ran: () => ran.current,
      run: ({ entry, files, args, step }) => {
        if (store.get().status.kind !== "ready") return null;
        store.flush();
        store.lookAt(null);
        const run = newRunId();
        const begin = () => {
          if (waiting.get(entry) !== run) return;
          waiting.delete(entry);
          if (!send({ type: "run", run, entry, files, args: [...args], step })) return;
          ran.current = files;
          store.change("lab", (state) => startProgram(state, { run, file: entry, args, step }));
        };
        waiting.set(entry, run);
        const before = store.get().live.lab.programs.get(entry);
        if (liveProgram(before)) {
          send({ type: "signal", run: before.run, signal: "SIGKILL" });
          whenEnded(store, entry, before.run, begin);
        } else begin();
        return run;
      },
      signal: (run, signal) => void send({ type: "signal", run, signal }),
      stopAll: () => {
        for (const program of programs())
          if (liveProgram(program)) send({ type: "signal", run: program.run, signal: "SIGTERM" });
      },
      type: (run, text) => void send({ type: "stdin", run, text }),
      endInput: (run) => void send({ type: "stdin-end", run }),
      step: (run, thread) => void send({ type: "step", run, thread }),
      resume: (run) => void send({ type: "continue", run }),
      retry: () => line.current?.retry(),
    };
    return lab;
  }, [store]);
}

/** Two runs of one file would fight over its port: the next begins when the kernel has taken the first one's back. */
function whenEnded(store: LabStore, file: string, run: RunId, begin: () => void): void {
  const go = () => {
    clearTimeout(timer);
    stop();
    begin();
  };
  const timer = setTimeout(go, 5_000);
  const stop = store.subscribe(() => {
    const program = store.get().live.lab.programs.get(file);
    if (program?.run !== run || !liveProgram(program)) go();
  });
}

/** Unique within the lab and across reloads of the page. */
function newRunId(): RunId {
  return `r${Date.now().toString(36)}${Math.floor(Math.random() * 36 ** 4).toString(36)}`;
}
