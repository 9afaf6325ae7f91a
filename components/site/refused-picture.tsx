/** What the wire shows of a port where nobody listens, in the timeline's own drawing. It says what the text beside it says. */
export function RefusedPicture() {
  return (
    <svg
      viewBox="0 0 416 116"
      className="mx-auto w-full max-w-[440px] font-mono text-[12px]"
      aria-hidden="true"
    >
      <g fontWeight="700" textAnchor="middle">
        <text x={you} y="14" fill="var(--you)">
          you
        </text>
        <text x={site} y="14" fill="var(--lab)">
          404
        </text>
      </g>
      <path d={`M${you},24V112M${site},24V112`} stroke="var(--line)" strokeWidth="2" />
      <g strokeWidth="1.8">
        <path d={`M${you + 3},44L${site - 3},58`} stroke="var(--syn)" />
        <path d={`M${site - 3},58l-9,-5v8z`} fill="var(--syn)" transform={`rotate(4 ${site - 3} 58)`} />
        <path d={`M${site - 3},76L${you + 3},90`} stroke="var(--rst)" strokeDasharray="7 4" />
        <path d={`M${you + 3},90l9,-5v8z`} fill="var(--rst)" transform={`rotate(-4 ${you + 3} 90)`} />
      </g>
      <g textAnchor="middle">
        <text x={(you + site) / 2} y="42" fill="var(--syn)">
          SYN seq 0
        </text>
        <text x={(you + site) / 2} y="104" fill="var(--rst)">
          RST ACK seq 0 ack 1
        </text>
        <text x={you - 12} y="50" textAnchor="end" fill="var(--text)">
          connect()
        </text>
        <text x={you - 12} y="96" textAnchor="end" fill="var(--rst)">
          ECONNREFUSED
        </text>
      </g>
    </svg>
  );
}

const you = 130;
const site = 336;
