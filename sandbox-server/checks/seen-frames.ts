import type { FrameEvent } from "../../protocol/lab-event.ts";
import { decodePacket } from "../../protocol/packet/decode-packet.ts";
import type { Packet } from "../../protocol/packet/packet.ts";

/** The frames that a check saw pass, so that a verdict can point at those that prove it. */

const keptMost = 4_000;
const shownMost = 50;

export type SeenFrame = { frame: number; packet: Packet };

export class SeenFrames {
  #frames: SeenFrame[] = [];

  add(event: FrameEvent): void {
    const bytes = Buffer.from(event.data, "base64");
    this.#frames.push({ frame: event.frame, packet: decodePacket(bytes, event.length) });
    // The newest prove most; half is dropped at once so that this costs little.
    if (this.#frames.length > keptMost) this.#frames = this.#frames.slice(keptMost / 2);
  }

  forget(): void {
    this.#frames = [];
  }

  /** Ids of the last frames that used all of these ports, on either side. */
  withPorts(...ports: number[]): number[] {
    return this.#last(({ packet }) => {
      const transport = packet.tcp ?? packet.udp;
      if (transport !== null) {
        return ports.every((port) => port === transport.sourcePort || port === transport.destinationPort);
      }
      const quoted = packet.icmp?.quoted;
      if (quoted === undefined) return false;
      return ports.every((port) => port === quoted.sourcePort || port === quoted.destinationPort);
    });
  }

  /** Ids of the last frames that carried TCP or UDP at all. */
  all(): number[] {
    return this.#last(({ packet }) => packet.tcp !== null || packet.udp !== null || packet.icmp !== null);
  }

  /** Ports of host `you` that a SYN was sent to from there, other than one: for "it dialled 8081 instead". */
  dialled(): number[] {
    const ports = this.#frames.flatMap(({ packet }) =>
      packet.tcp?.flags.syn === true && !packet.tcp.flags.ack ? [packet.tcp.destinationPort] : [],
    );
    return [...new Set(ports)];
  }

  #last(keep: (frame: SeenFrame) => boolean): number[] {
    return this.#frames
      .filter(keep)
      .slice(-shownMost)
      .map(({ frame }) => frame);
  }
}
