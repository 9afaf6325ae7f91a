import type { Files } from "../../protocol/client-message.ts";
import type { LabEvent } from "../../protocol/lab-event.ts";
import type { RunId } from "../../protocol/names.ts";
import type { WireSettings } from "../../protocol/wire-settings.ts";
import type { Place } from "../peers/host-sockets.ts";

/** What the checks need of a lab. The lab satisfies it; nothing here knows how. */
export type CheckLab = {
  /** Where the checks' own sockets live: host `lab`. */
  place: Place;
  /** Whether a program of the learner's listens, by the kernel's table of host `you`. */
  listening(protocol: "tcp" | "udp", port: number): boolean;
  /** Microseconds since the lab opened. */
  now(): number;
  emit(event: LabEvent): void;
  /** Every event of the lab from now on: output, ends, frames. Returns what stops it. */
  subscribe(listener: (event: LabEvent) => void): () => void;
  /** Starts a program of the learner's; it can be typed at when this resolves. Rejects only where the platform is at fault. */
  startProgram(program: { run: RunId; entry: string; files: Files; args: string[] }): Promise<void>;
  writeInput(run: RunId, text: string): void;
  endInput(run: RunId): void;
  /** Ends a program (SIGKILL) and waits until nothing of it is left. One that has ended is no error. */
  endProgram(run: RunId): Promise<void>;
  /** Ends every program of the lab, so that no port is taken. */
  endPrograms(): Promise<void>;
  /** Stops reference peers and assistant, so that their ports are free and nobody else speaks. */
  stopPeers(): Promise<void>;
  /** Starts those that ran before. */
  startPeers(): void;
  /** Sets the wire for a check; `null` puts it back as the learner had it. */
  setWire(settings: WireSettings | null): void;
  /** Puts an error of ours into the log and gives its id. */
  fault(error: unknown): string;
};
