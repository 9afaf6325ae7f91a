/** A request whose answer is no page, in the timeline's own drawing. It says what the text beside it says. */
export function NotFoundPicture() {
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
          site
        </text>
      </g>
      <path d={`M${you},24V112M${site},24V112`} stroke="var(--line)" strokeWidth="2" />
      <path d={`M${you + 3},44L${site - 3},58`} stroke="var(--data)" strokeWidth="2.4" />
      <path d={`M${site - 3},58l-9,-5v8z`} fill="var(--data)" transform={`rotate(4 ${site - 3} 58)`} />
      <path d={`M${site - 3},76L${you + 3},90`} stroke="var(--data)" strokeWidth="2.4" />
      <path d={`M${you + 3},90l9,-5v8z`} fill="var(--data)" transform={`rotate(-4 ${you + 3} 90)`} />
      <g textAnchor="middle" fill="var(--data)">
        <text x={(you + site) / 2} y="42">
          GET /…
        </text>
        <text x={(you + site) / 2} y="106">
          404 Not Found
        </text>
      </g>
      <g textAnchor="end">
        <text x={you - 12} y="48" fill="var(--text)">
          send()
        </text>
        <text x={you - 12} y="94" fill="var(--rst)">
          recv() = 404
        </text>
      </g>
    </svg>
  );
}

const you = 130;
const site = 336;
