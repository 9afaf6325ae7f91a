"use client";

/** The TCP state machine with the path that one socket was seen to take. */
import { useId, useMemo } from "react";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import type { SocketLife } from "./sockets-state.ts";
import { edges, half, places, type TcpState, walk } from "./tcp-machine.ts";

export function StateDiagram(props: { life: SocketLife }) {
  const words = useWords().words.sockets;
  const id = useId();
  const { life } = props;
  const walked = useMemo(() => walk(life.seen), [life.seen]);
  const now = life.gone === null ? life.row.state : null;
  const told = life.seen.map((seen) => `${seen.state} (${clock(seen.at)})`).join(" → ");

  return (
    <figure className="m-0">
      <svg
        viewBox="0 0 400 374"
        role="img"
        aria-label={`${words.diagramTitle}: ${told}`}
        className="block h-auto w-full max-w-[520px] font-mono"
      >
        <defs>
          {(["plain", "lit"] as const).map((look) => (
            <marker
              key={look}
              id={`${id}-${look}`}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="6"
              markerHeight="6"
              orient="auto"
            >
              <path d="M0,0L8,4L0,8z" fill={look === "lit" ? "var(--accent)" : "var(--faint)"} />
            </marker>
          ))}
        </defs>
        {[...edges]
          .sort((a, b) => Number(walked.steps.has(a)) - Number(walked.steps.has(b)))
          .map((edge) => {
            const lit = walked.steps.has(edge);
            return (
              <g key={`${edge.from} ${edge.to}`}>
                <path
                  d={edge.path}
                  fill="none"
                  stroke={lit ? "var(--accent)" : "var(--line)"}
                  strokeWidth={lit ? 2 : 1.2}
                  strokeLinejoin="round"
                  markerEnd={`url(#${escapeId(id)}-${lit ? "lit" : "plain"})`}
                />
                <text
                  x={edge.at.x}
                  y={edge.at.y}
                  textAnchor={edge.at.anchor}
                  fontSize="9.5"
                  fill={lit ? "var(--accent)" : "var(--faint)"}
                  style={{ paintOrder: "stroke", stroke: "var(--panel)", strokeWidth: 3 }}
                >
                  {edge.label}
                </text>
              </g>
            );
          })}
        {(Object.entries(places) as [TcpState, { x: number; y: number }][]).map(([state, place]) => {
          const order = walked.order.get(state);
          const current = now === state;
          return (
            <g key={state}>
              <rect
                x={place.x - half.width}
                y={place.y - half.height}
                width={half.width * 2}
                height={half.height * 2}
                rx="5"
                fill={
                  current
                    ? "var(--accent)"
                    : order
                      ? "color-mix(in srgb, var(--accent) 18%, var(--panel))"
                      : "var(--raised)"
                }
                stroke={order ? "var(--accent)" : "var(--line)"}
                strokeWidth={order ? 1.4 : 1}
              />
              <text
                x={place.x}
                y={place.y + 3.4}
                textAnchor="middle"
                fontSize="9.5"
                fontWeight={order ? 700 : 400}
                fill={current ? "var(--on-accent)" : order ? "var(--text)" : "var(--muted)"}
              >
                {state === "CLOSE" ? "CLOSED" : state}
              </text>
              {order && (
                <g>
                  <circle
                    cx={place.x - half.width}
                    cy={place.y - half.height}
                    r="6.5"
                    fill="var(--accent)"
                    stroke="var(--panel)"
                    strokeWidth="1.5"
                  />
                  <text
                    x={place.x - half.width}
                    y={place.y - half.height + 3}
                    textAnchor="middle"
                    fontSize="8.5"
                    fontWeight="700"
                    fill="var(--on-accent)"
                  >
                    {order}
                  </text>
                </g>
              )}
            </g>
          );
        })}
      </svg>
      <figcaption className="mt-1 text-[11.5px] leading-snug text-muted">
        <span>
          <span className="font-mono">{told}</span>
          {life.gone !== null && <span> → {fill(words.goneAt, { time: clock(life.gone) })}</span>}
        </span>
        {walked.jumps.length > 0 && <span className="block text-muted">{words.jumped}</span>}
      </figcaption>
    </figure>
  );
}

/** `useId` holds characters that `url(#…)` takes only when escaped; React 19 uses `_` and letters, older ones colons. */
function escapeId(id: string): string {
  return id.replace(/[^\w-]/g, (character) => `\\${character}`);
}

/** Microseconds as seconds with milliseconds: `1.204 s`. */
export function clock(micros: number): string {
  return `${(micros / 1_000_000).toFixed(3)} s`;
}
