"use client";

/** The kernel's own socket table of both hosts, live, and the path of the chosen TCP socket. */
import { useState } from "react";
import { hostAddress } from "../../protocol/host-address.ts";
import type { SocketRow } from "../../protocol/lab-event.ts";
import type { Actor, Host } from "../../protocol/names.ts";
import { Choice } from "../controls/choice.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { socketCells } from "./socket-cells.ts";
import { isTcp, lifeKey, type SocketLife, type SocketsState } from "./sockets-state.ts";
import { StateDiagram } from "./state-diagram.tsx";

const hosts: readonly Host[] = ["you", "lab"];

export function SocketsPanel(props: {
  state: SocketsState;
  /** What an actor is called: a run's file, a reference peer's title. */
  actorName: (actor: Actor) => string;
  /** Show the calls of this descriptor (or of the whole program where the descriptor is not known). */
  onShowCalls: (owner: NonNullable<SocketRow["owner"]>) => void;
}) {
  const words = useWords().words.sockets;
  const [chosen, setChosen] = useState<string | null>(null);
  const [show, setShow] = useState<"both" | Host>("both");
  const life = chosen === null ? null : (props.state.lives.get(chosen) ?? null);
  const gone = [...props.state.lives.values()].filter((each) => each.gone !== null).reverse();

  return (
    <section
      aria-label={words.title}
      className="@container flex min-h-0 flex-1 flex-col overflow-auto text-[12px]"
    >
      <header className="flex flex-wrap items-center gap-2 border-b border-line px-3.5 py-1.5">
        <span className="text-muted">{words.from}</span>
        <span className="ml-auto">
          <Choice
            legend={words.whichHost}
            value={show}
            onChange={setShow}
            options={[
              { value: "both", label: words.both },
              { value: "you", label: <span className="text-you">you</span> },
              { value: "lab", label: <span className="text-lab">lab</span> },
            ]}
          />
        </span>
      </header>
      {hosts
        .filter((host) => show === "both" || show === host)
        .map((host) => (
          <HostTable key={host} host={host} chosen={chosen} onChoose={setChosen} {...props} />
        ))}
      {gone.length > 0 && (
        <details className="border-t border-line px-3.5 py-2">
          <summary className="cursor-pointer text-muted">{fill(words.goneTitle, { n: gone.length })}</summary>
          <ul className="m-0 mt-1.5 flex list-none flex-col gap-1 p-0 font-mono text-[11.5px]">
            {gone.slice(0, 20).map((each) => (
              <li key={each.id}>
                <button
                  type="button"
                  className="text-left text-muted hover:text-text focus-visible:outline-2 focus-visible:outline-accent"
                  onClick={() => setChosen(keyOf(props.state, each))}
                >
                  <span className={each.host === "you" ? "text-you" : "text-lab"}>{each.host}</span>{" "}
                  {socketCells(each.row, words).local} {socketCells(each.row, words).remote} ·{" "}
                  {each.seen.map((seen) => seen.state).join(" → ")}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      {life ? (
        <div key={life.id} ref={bringIntoView} className="border-t border-line px-3.5 py-3">
          <h2 className="m-0 mb-2 text-[12.5px] font-semibold">
            <span className={life.host === "you" ? "text-you" : "text-lab"}>{life.host}</span>{" "}
            <span className="font-mono font-normal">
              {socketCells(life.row, words).local} ↔ {socketCells(life.row, words).remote}
            </span>
          </h2>
          <StateDiagram life={life} />
        </div>
      ) : (
        props.state.lives.size > 0 && (
          <p className="m-0 border-t border-line px-3.5 py-2.5 text-muted">{words.chooseOne}</p>
        )
      )}
    </section>
  );
}

/**
 * A path that opens below the window would go unseen. A browser may hand back a promise, which is nothing for React to
 * call when the element goes.
 */
const bringIntoView = (element: HTMLElement | null) => {
  element?.scrollIntoView({ block: "nearest" });
};

/** Listeners first, then by port. A Unix socket without a name or an owner belongs to the sandbox, not to the lesson. */
function shownRows(rows: readonly SocketRow[]): readonly SocketRow[] {
  const rank = (row: SocketRow) => (row.state === "LISTEN" ? 0 : row.protocol === "unix" ? 2 : 1);
  const port = (row: SocketRow) => (typeof row.local === "string" ? 0 : row.local[1]);
  return rows
    .filter((row) => row.protocol !== "unix" || row.owner !== undefined)
    .sort((a, b) => rank(a) - rank(b) || port(a) - port(b));
}

function keyOf(state: SocketsState, life: SocketLife): string | null {
  for (const [key, each] of state.lives) if (each === life) return key;
  return null;
}

function HostTable(props: {
  host: Host;
  state: SocketsState;
  chosen: string | null;
  onChoose: (key: string | null) => void;
  actorName: (actor: Actor) => string;
  onShowCalls: (owner: NonNullable<SocketRow["owner"]>) => void;
}) {
  const words = useWords().words.sockets;
  const rows = shownRows(props.state.tables[props.host]);
  const colour = props.host === "you" ? "text-you" : "text-lab";
  return (
    <div>
      <h2 className={`m-0 px-3.5 pt-2.5 pb-1 font-mono text-[11.5px] font-bold ${colour}`}>
        {props.host} {hostAddress[props.host]}
      </h2>
      {rows.length === 0 ? (
        <p className="m-0 px-3.5 pb-2.5 text-muted">{words.none}</p>
      ) : (
        <section
          className="overflow-x-auto pb-2"
          aria-label={`${props.host} ${words.title}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than its place is scrolled by keyboard
          tabIndex={0}
        >
          <table className="w-full border-collapse whitespace-nowrap font-mono text-[11.5px] [&_td]:px-1.5 @max-md:[&_td]:px-1 @max-md:[&_th]:px-1 [&_td]:py-1 @3xl:[&_td:first-child]:pl-3.5 @max-3xl:[&_td:nth-child(2)]:pl-3.5 [&_th]:px-1.5 [&_th]:py-1 [&_th]:text-left [&_th]:font-sans [&_th]:font-medium [&_th]:text-muted @3xl:[&_th:first-child]:pl-3.5 @max-3xl:[&_th:nth-child(2)]:pl-3.5">
            <thead>
              <tr>
                <th scope="col" className="hidden @3xl:table-cell">
                  {words.protocol}
                </th>
                <th scope="col" className="w-[30%] @3xl:w-[17%]">
                  {words.local}
                </th>
                <th scope="col" className="hidden w-[17%] @3xl:table-cell">
                  {words.remote}
                </th>
                <th scope="col" className="w-[24%] @3xl:w-[15%]">
                  {words.state}
                </th>
                <th scope="col" title={words.recvQAbout} className="w-[13%] @3xl:w-[9%]">
                  Recv-Q
                </th>
                <th scope="col" title={words.sendQAbout} className="w-[10%] @3xl:w-[8%]">
                  Send-Q
                </th>
                <th scope="col" className="hidden @md:table-cell">
                  {words.owner}
                </th>
                <th scope="col" title={words.retransmitsAbout} className="hidden @3xl:table-cell">
                  {words.retransmits}
                </th>
                <th scope="col" title={words.cwndAbout} className="hidden @3xl:table-cell">
                  cwnd
                </th>
                <th scope="col" title={words.rttAbout} className="hidden @3xl:table-cell">
                  rtt
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => {
                const key = lifeKey(props.host, row);
                const cells = socketCells(row, words);
                const owner = row.owner ?? props.state.lives.get(key)?.row.owner;
                const on = props.chosen === key;
                const ownerCell = owner ? (
                  <button
                    type="button"
                    title={words.showCalls}
                    onClick={() => props.onShowCalls(owner)}
                    className="inline-block max-w-40 text-left align-top break-words whitespace-normal underline decoration-dotted underline-offset-3 hover:text-accent focus-visible:outline-2 focus-visible:outline-accent"
                  >
                    <span className="line-clamp-2">{props.actorName(owner.actor)}</span>
                    {owner.fd !== undefined && <span className="text-muted">fd {owner.fd}</span>}
                  </button>
                ) : (
                  <span className="text-muted">{props.host === "you" ? words.kernel : "–"}</span>
                );
                return (
                  <tr key={row.key} className={on ? "bg-raised" : "hover:bg-raised"}>
                    <td className="hidden text-muted @3xl:table-cell">{row.protocol}</td>
                    <td>
                      <span className="hidden text-muted @md:@max-3xl:inline">{row.protocol} </span>
                      <Name endpoint={row.local}>{cells.local}</Name>
                      {row.remote !== null && row.state !== "LISTEN" && (
                        <span className="block text-muted @3xl:hidden">
                          ↔ <Name endpoint={row.remote}>{cells.remote}</Name>
                        </span>
                      )}
                      {/* Where there is no room for a column of its own. */}
                      <span className="block max-w-36 whitespace-normal @md:hidden">
                        <span className="text-muted">{row.protocol} </span>
                        {owner && ownerCell}
                      </span>
                    </td>
                    <td className={`hidden @3xl:table-cell ${row.remote === null ? "text-muted" : ""}`}>
                      <Name endpoint={row.remote}>{cells.remote}</Name>
                    </td>
                    <td>
                      {isTcp(row) ? (
                        <button
                          type="button"
                          aria-pressed={on}
                          title={words.showPath}
                          onClick={() => props.onChoose(on ? null : key)}
                          className={`rounded-[4px] border px-1.5 py-0.5 leading-none focus-visible:outline-2 focus-visible:outline-accent ${on ? "border-accent text-accent" : "border-line hover:border-faint"}`}
                        >
                          {row.state}
                          <span aria-hidden className="@max-md:hidden">
                            {on ? " ▾" : " ▸"}
                          </span>
                        </button>
                      ) : (
                        <span className="text-muted">{row.state}</span>
                      )}
                      {/* Where there is no room for columns of their own. */}
                      {row.retransmits > 0 && (
                        <span className="mt-0.5 block text-rst @3xl:hidden" title={words.retransmitsAbout}>
                          {words.retransmits} {row.retransmits}
                        </span>
                      )}
                      {row.cwnd !== undefined && (
                        <span className="mt-0.5 block whitespace-normal text-[10.5px] text-muted leading-tight @3xl:hidden">
                          <span className="inline-block" title={words.cwndAbout}>
                            cwnd {row.cwnd}
                          </span>{" "}
                          {row.rttMicros !== undefined && (
                            <span className="inline-block" title={words.rttAbout}>
                              rtt {cells.rtt}
                            </span>
                          )}
                        </span>
                      )}
                    </td>
                    <td
                      title={cells.recvTitle}
                      className={`@max-md:whitespace-normal ${cells.recvFull ? "text-rst" : row.recvQ > 0 ? "text-accent" : "text-muted"}`}
                    >
                      {cells.recvQ}
                      {cells.recvFull && <span aria-hidden> !</span>}
                    </td>
                    <td
                      title={cells.sendTitle}
                      className={row.state !== "LISTEN" && row.sendQ > 0 ? "text-accent" : "text-muted"}
                    >
                      {cells.sendQ}
                    </td>
                    <td className="hidden @md:table-cell @md:@max-3xl:pr-3.5!">{ownerCell}</td>
                    <td
                      className={`hidden @3xl:table-cell ${row.retransmits > 0 ? "text-rst" : "text-muted"}`}
                    >
                      {row.retransmits}
                    </td>
                    <td className="hidden text-muted @3xl:table-cell">{row.cwnd ?? "–"}</td>
                    <td className="hidden text-muted @3xl:table-cell">{cells.rtt}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}

/** A Unix socket's name may be as long as a path: it breaks, and the other columns stay where they are. */
function Name(props: { endpoint: SocketRow["remote"]; children: string }) {
  if (typeof props.endpoint !== "string") return props.children;
  return (
    <bdi className="inline-block max-w-40 whitespace-normal align-top [overflow-wrap:anywhere] @3xl:max-w-72">
      {props.children}
    </bdi>
  );
}
