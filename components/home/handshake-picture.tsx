import type { Words } from "@/components/words/words.ts";

/**
 * One recorded run in the timeline's own drawing: a server that sleeps after `listen` and calls `accept` late.
 * Order, flags, lengths and times are those that tcpdump showed between two network namespaces; the slant is not to scale.
 */
export function HandshakePicture(props: { words: Words["home"] }) {
  const { words } = props;
  return (
    <svg viewBox="0 0 416 468" className="handshake w-full" role="img" aria-labelledby="hp-title hp-text">
      <title id="hp-title">{words.pictureTitle}</title>
      <desc id="hp-text">{words.pictureText}</desc>
      <defs>
        <pattern
          id="hp-wait"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <line x1="0" y1="0" x2="0" y2="6" stroke="var(--lab)" strokeWidth="2" opacity=".55" />
        </pattern>
        <marker
          id="hp-tip"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M0,0L8,4L0,8z" fill="context-stroke" />
        </marker>
      </defs>
      <g fontWeight="700" textAnchor="middle">
        <text x={you} y="20" fill="var(--you)">
          you 10.0.0.2
        </text>
        <text x={lab} y="20" fill="var(--lab)">
          lab 10.0.0.1
        </text>
      </g>
      <g stroke="var(--line)" strokeWidth="2">
        <path
          d={`M${you},30V${breakTop}M${you},${breakEnd}V464M${lab},30V${breakTop}M${lab},${breakEnd}V464`}
        />
        <path
          d={`M${you},${breakTop}V${breakEnd}M${lab},${breakTop}V${breakEnd}`}
          strokeDasharray="1 5"
          strokeLinecap="round"
        />
      </g>

      <rect x={lab - 6} y="72" width="12" height="44" rx="3" fill="url(#hp-wait)" stroke="var(--lab)" />
      <rect x={lab - 6} y="174" width="12" height="148" rx="3" fill="url(#hp-wait)" stroke="var(--lab)" />

      {calls.map((call) => (
        <text
          key={call.text + call.y}
          x={call.host === "you" ? you - 14 : lab + 14}
          y={call.y}
          textAnchor={call.host === "you" ? "end" : "start"}
          fill={call.result ? "var(--data)" : "var(--text)"}
        >
          {call.text}
        </text>
      ))}
      <text x={(you + lab) / 2} y={(breakTop + breakEnd) / 2 + 4} textAnchor="middle" fill="var(--muted)">
        {words.breakText}
      </text>
      <text x={you - 14} y={(breakTop + breakEnd) / 2 + 4} textAnchor="end" fill="var(--muted)">
        {words.asleep}
      </text>
      {packets.map((packet) => {
        const [from, to] = packet.from === "you" ? [you, lab] : [lab, you];
        const way = Math.sign(to - from);
        return (
          <g key={packet.at}>
            <line
              x1={from + way * 3}
              y1={packet.y}
              x2={to - way * 3}
              y2={packet.y + 14}
              stroke={`var(--${packet.colour})`}
              strokeWidth={packet.colour === "data" ? 2.4 : 1.8}
              markerEnd="url(#hp-tip)"
            />
            <text x={(you + lab) / 2} y={packet.y - 2} textAnchor="middle" fill={`var(--${packet.colour})`}>
              {packet.text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

const you = 116;
const lab = 304;
const breakTop = 208;
const breakEnd = 246;

const calls: { host: "you" | "lab"; y: number; text: string; result?: true }[] = [
  { host: "you", y: 46, text: "socket() = 3" },
  { host: "you", y: 62, text: "bind(8989)" },
  { host: "you", y: 78, text: "listen(128)" },
  { host: "lab", y: 82, text: "connect()" },
  { host: "lab", y: 158, text: "sendall(4)" },
  { host: "lab", y: 186, text: "recv(1024)" },
  { host: "you", y: 258, text: "accept()" },
  { host: "you", y: 273, text: "= fd 4", result: true },
  { host: "you", y: 291, text: "recv = 4 bytes", result: true },
  { host: "you", y: 309, text: "sendall(4)" },
  { host: "lab", y: 332, text: "= 4 bytes", result: true },
  { host: "you", y: 372, text: "close()" },
  { host: "lab", y: 398, text: "recv = 0 bytes", result: true },
  { host: "lab", y: 414, text: "close()" },
];

/** `at` is in milliseconds since the SYN. */
const packets = [
  { at: 0, y: 76, from: "lab", colour: "syn", text: "SYN seq 0" },
  { at: 0.016, y: 102, from: "you", colour: "syn", text: "SYN ACK seq 0 ack 1" },
  { at: 0.032, y: 128, from: "lab", colour: "ack", text: "ACK ack 1" },
  { at: 1.242, y: 158, from: "lab", colour: "data", text: "PSH ACK 4 B “你好”" },
  { at: 1.253, y: 184, from: "you", colour: "ack", text: "ACK ack 5" },
  { at: 495.149, y: 308, from: "you", colour: "data", text: "PSH ACK 4 B “收到”" },
  { at: 495.183, y: 338, from: "lab", colour: "ack", text: "ACK ack 5" },
  { at: 495.201, y: 370, from: "you", colour: "fin", text: "FIN ACK seq 5 ack 5" },
  { at: 495.599, y: 408, from: "lab", colour: "fin", text: "FIN ACK seq 5 ack 6" },
  { at: 495.604, y: 436, from: "you", colour: "ack", text: "ACK ack 6" },
] as const;
