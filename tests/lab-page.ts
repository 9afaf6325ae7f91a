import { once } from "node:events";
import { WebSocket } from "ws";
import type { ClientMessage } from "../protocol/client-message.ts";
import type { LabEvent, LabEventOf } from "../protocol/lab-event.ts";
import type { ServerMessage } from "../protocol/server-message.ts";

type MessageOf<Type extends ServerMessage["type"]> = Extract<ServerMessage, { type: Type }>;

/** A page's end of a lab, for tests: it says what a page says and keeps all that it hears. */
export class LabPage {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  readonly events: LabEvent[] = [];
  private readonly waiting = new Set<() => void>();
  private runs = 0;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as ServerMessage;
      this.messages.push(message);
      if (message.type === "events") this.events.push(...message.events);
      this.wake();
    });
    socket.on("close", () => this.wake());
    // A refused or cut connection shows as `close`; tests look at that.
    socket.on("error", () => this.wake());
  }

  /** Connects, without a word said yet. */
  static async connect(
    labSocket: string,
    options: { origin?: string; host?: string; address?: string } = {},
  ): Promise<LabPage> {
    const { origin = "http://localhost", host = "localhost", address = "127.0.0.1" } = options;
    const socket = new WebSocket(`ws+unix:${labSocket}:/lab`, {
      origin,
      headers: { host, "x-forwarded-for": address },
    });
    const page = new LabPage(socket);
    await once(socket, "open");
    return page;
  }

  /** Connects and opens a lab for a lesson, or the playground's. */
  static async open(labSocket: string, lesson: string | null = null, address?: string): Promise<LabPage> {
    const page = await LabPage.connect(labSocket, address ? { address } : {});
    page.say({ type: "open", lesson, language: "en" });
    await page.message("ready");
    return page;
  }

  say(message: ClientMessage): void {
    this.sayRaw(JSON.stringify(message));
  }

  sayRaw(text: string | Uint8Array): void {
    this.socket.send(text);
  }

  /** Starts `entry` and gives the run's id. */
  run(
    files: Record<string, string>,
    entry = "main.ts",
    options: { args?: string[]; step?: boolean } = {},
  ): string {
    this.runs += 1;
    const run = `r${this.runs}`;
    this.say({ type: "run", run, entry, files, args: options.args ?? [], step: options.step ?? false });
    return run;
  }

  /** Runs a program to its end and tells all of it. */
  async toEnd(files: Record<string, string>, entry = "main.ts", timeoutMs = 60_000): Promise<Ended> {
    return await this.ended(this.run(files, entry), timeoutMs);
  }

  async ended(run: string, timeoutMs = 60_000): Promise<Ended> {
    const end = await this.event("program-ended", (event) => event.run === run, timeoutMs);
    const notices = this.events.flatMap((event) =>
      event.type === "notice" && event.run === run ? [event.notice.code] : [],
    );
    return {
      run,
      exit: end.exit,
      stdout: this.output(run, "stdout"),
      stderr: this.output(run, "stderr"),
      notices,
    };
  }

  output(run: string, stream?: "stdout" | "stderr"): string {
    return this.events
      .flatMap((event) =>
        event.type === "output" && event.run === run && (!stream || event.stream === stream)
          ? [event.text]
          : [],
      )
      .join("");
  }

  eventsOf<Type extends LabEvent["type"]>(type: Type): LabEventOf<Type>[] {
    return this.events.filter((event): event is LabEventOf<Type> => event.type === type);
  }

  async event<Type extends LabEvent["type"]>(
    type: Type,
    matches: (event: LabEventOf<Type>) => boolean = () => true,
    timeoutMs = 60_000,
  ): Promise<LabEventOf<Type>> {
    return await this.until(() => this.eventsOf(type).find(matches), `event ${type}`, timeoutMs);
  }

  async message<Type extends ServerMessage["type"]>(
    type: Type,
    matches: (message: MessageOf<Type>) => boolean = () => true,
    timeoutMs = 60_000,
  ): Promise<MessageOf<Type>> {
    const found = () =>
      this.messages.find(
        (each): each is MessageOf<Type> => each.type === type && matches(each as MessageOf<Type>),
      );
    return await this.until(found, `message ${type}`, timeoutMs);
  }

  /** Waits until the program has printed this. */
  async printed(run: string, text: string | RegExp, timeoutMs = 60_000): Promise<string> {
    const found = () => {
      const output = this.output(run);
      return (typeof text === "string" ? output.includes(text) : text.test(output)) ? output : undefined;
    };
    return await this.until(found, `output ${text} of ${run}`, timeoutMs);
  }

  /** Waits until `find` gives something: looks again at every message. */
  async until<Found>(find: () => Found | undefined, what: string, timeoutMs = 60_000): Promise<Found> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      const left = deadline - Date.now();
      if (left <= 0 || this.socket.readyState === WebSocket.CLOSED) {
        throw new Error(
          `${left <= 0 ? `no ${what} in ${timeoutMs} ms` : `closed before ${what}`}; heard last: ${JSON.stringify(this.messages.slice(-5)).slice(0, 1_500)}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, Math.min(left, 1_000));
        const waiting = this.waiting;
        function wake() {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        }
        waiting.add(wake);
      });
    }
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, "close");
    this.socket.close();
    await closed;
  }

  private wake(): void {
    for (const wake of [...this.waiting]) wake();
  }
}

export type Ended = {
  run: string;
  exit: LabEventOf<"program-ended">["exit"];
  stdout: string;
  stderr: string;
  notices: string[];
};
