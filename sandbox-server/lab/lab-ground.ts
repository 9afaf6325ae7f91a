/**
 * All of a lab that can stand ready before anyone asks for it: hosts, wire, disk, control group, one booted sandbox.
 * Owns their release. Events are dropped until a lab takes the ground over. What goes wrong in it unexpectedly is its
 * own failure (owner.ts), whoever has it by then.
 */
import type { LabEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import type { LabGroup } from "../kernel/control-groups.ts";
import { type Owner, ownerNow, workAlone, workOf } from "../owner.ts";
import { BootedSandbox } from "../program/booted-sandbox.ts";
import type { SandboxKit, SandboxProcess } from "../program/sandbox-process.ts";
import { openWire, type Wire } from "../wire/wire.ts";
import { type HomeFolder, openHomeFolder } from "./home-folder.ts";
import { openTopology, type Topology } from "./topology.ts";

/** CLOCK_MONOTONIC in microseconds. */
export function clockMicros(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e6 + nanos / 1e3;
}

const bootAttempts = 3;

export class LabGround {
  readonly topology: Topology;
  readonly home: HomeFolder;
  readonly #group: LabGroup | null;
  /** When the ground's own time began; events that it hands on count from here. */
  readonly origin: number;
  onEvents: (events: LabEvent[]) => void = () => {};
  readonly #owner: Owner | null = ownerNow();
  #onFailure: ((where: string, error: unknown) => void) | null = null;
  /** A failure that nobody has heard of yet. */
  #failure: [where: string, error: unknown] | null = null;
  #wire: Wire | null = null;
  readonly #kit: SandboxKit;
  /** Every sandbox that has not ended yet. */
  readonly #sandboxes = new Set<SandboxProcess>();
  #next: Promise<BootedSandbox> | null = null;
  #resting = false;
  #closing: Promise<void> | null = null;

  private constructor(kit: SandboxKit, topology: Topology, home: HomeFolder, group: LabGroup | null) {
    this.#kit = kit;
    this.topology = topology;
    this.home = home;
    this.#group = group;
    this.origin = clockMicros();
  }

  /** Makes one, all but the sandbox, whose booting `prepare` begins. */
  static async open(kit: SandboxKit): Promise<LabGround> {
    let made: LabGround | null = null;
    let givenUp = false;
    const make = async () => {
      made = await LabGround.#make(kit);
      if (givenUp) await made.close();
      return made;
    };
    try {
      return await workAlone(make, (error) => made?.fail("ground", error));
    } catch (error) {
      givenUp = true;
      throw error;
    }
  }

  static async #make(kit: SandboxKit): Promise<LabGround> {
    const topology = await openTopology(AbortSignal.timeout(limits.lab.makingMs));
    let home: HomeFolder | undefined;
    let group: LabGroup | null;
    try {
      home = openHomeFolder();
      group = kit.groups?.open() ?? null;
    } catch (error) {
      topology.close();
      home?.close();
      throw error;
    }
    const ground = new LabGround(kit, topology, home, group);
    try {
      ground.#wire = await openWire({
        you: topology.you,
        wire: topology.wire,
        lab: topology.lab,
        now: () => clockMicros() - ground.origin,
        emit: (events) => ground.onEvents(events),
        failed: (error) => ground.fail("wire", error),
      });
    } catch (error) {
      await ground.close();
      throw error;
    }
    return ground;
  }

  /** Who hears when it has failed and must be closed; of a failure that has been already, at once. */
  set onFailure(hear: (where: string, error: unknown) => void) {
    this.#onFailure = hear;
    if (this.#failure !== null) hear(...this.#failure);
    this.#failure = null;
  }

  fail(where: string, error: unknown): void {
    if (this.#onFailure === null) this.#failure ??= [where, error];
    else this.#onFailure(where, error);
  }

  get wire(): Wire {
    if (this.#wire === null) throw new Error("the lab's ground is not open");
    return this.#wire;
  }

  /** Boots the sandbox that the next run will use. Resolves when it stands ready. */
  async prepare(): Promise<void> {
    await this.#booting();
  }

  /** Gives back the sandbox that waits: nobody seems to want it soon. */
  rest(): void {
    this.#resting = true;
    const waiting = this.#next;
    this.#next = null;
    // One that cannot boot is gone already.
    waiting?.then(
      (booted) => booted.process.kill(),
      () => {},
    );
  }

  /** After a rest, boots another. */
  wake(): void {
    if (!this.#resting) return;
    this.#resting = false;
    // A boot that fails is tried again, and told, by the run that needs it.
    this.prepare().catch(() => {});
  }

  /**
   * The sandbox that stands ready, or one as soon as it is. It is the caller's; the next is not begun by itself.
   * A sandbox that dies while it boots (out of memory, say) is tried again before it counts as a fault.
   */
  async takeSandbox(): Promise<BootedSandbox> {
    for (let attempt = 1; ; attempt++) {
      const booting = this.#booting();
      this.#next = null;
      try {
        return await booting;
      } catch (error) {
        if (attempt === bootAttempts || this.#closing !== null) throw error;
      }
    }
  }

  #booting(): Promise<BootedSandbox> {
    if (this.#closing !== null) return Promise.reject(new Error("the lab is closing"));
    this.#next ??= this.#boot();
    return this.#next;
  }

  #boot(): Promise<BootedSandbox> {
    const place = { ns: this.topology.you, home: this.home, group: this.#group };
    const booting = workOf(this.#owner, () =>
      BootedSandbox.boot(this.#kit, place, (started) => {
        this.#sandboxes.add(started);
        const gone = () => this.#sandboxes.delete(started);
        started.ended.then(gone, gone);
      }),
    );
    // A sandbox that cannot boot, or dies while it waits, must not be handed out; whoever waits for it hears of it.
    booting.then(
      (booted) =>
        booted.process.ended.finally(() => {
          if (this.#next === booting) this.#next = null;
        }),
      () => {
        if (this.#next === booting) this.#next = null;
      },
    );
    return booting;
  }

  /** Ends and gives back everything. Resolves when no process, descriptor, namespace, mount or control group of it is left. */
  close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  async #release(): Promise<void> {
    const ending = [...this.#sandboxes].map((sandbox) => {
      sandbox.kill();
      // Nobody reads any more: unread output would keep the streams open.
      for (const stream of [sandbox.stdin, sandbox.stdout, sandbox.stderr, sandbox.control, sandbox.trace]) {
        stream.destroy();
      }
      // How it ended no longer matters, only that it did.
      return sandbox.ended.catch(() => {});
    });
    await Promise.all([...ending, this.#wire?.close()]);
    this.topology.close();
    this.home.close();
    await this.#group?.close();
  }
}
