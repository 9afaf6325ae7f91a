import type { IdleCost } from "./idle-labs.ts";

type Series = { label: string; unit: string; points: { x: number; y: number }[] };

/** How cost grows, as one SVG of small charts: labs against memory, latency and lag; programs against time. */
export function growthPlot(
  labs: readonly IdleCost[],
  programs: readonly { count: number; ms: number }[],
): string {
  const charts: Series[] = [
    {
      label: "memory for each open lab",
      unit: "MB",
      points: labs.map(({ labs: x, bytesEach }) => ({ x, y: bytesEach / 1e6 })),
    },
    {
      label: "run to first byte beside them, p50",
      unit: "ms",
      points: labs.map(({ labs: x, runMs }) => ({ x, y: runMs })),
    },
    {
      label: "server loop lag beside them, p99",
      unit: "ms",
      points: labs.map(({ labs: x, lagMs }) => ({ x, y: lagMs })),
    },
    {
      label: "programs at once: until all are done",
      unit: "ms",
      points: programs.map(({ count: x, ms: y }) => ({ x, y })),
    },
  ];
  const width = 360;
  const height = 220;
  const body = charts.map(
    (series, n) =>
      `<g transform="translate(${(n % 2) * width} ${Math.floor(n / 2) * height})">${chart(series, width, height)}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width * 2} ${height * 2}" font-family="system-ui, sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>${body.join("")}</svg>\n`;
}

function chart({ label, unit, points }: Series, width: number, height: number): string {
  const box = { left: 52, right: width - 28, top: 34, bottom: height - 30 };
  // Counts double and grow tenfold, so they stand by their logarithm.
  const place = (x: number) => Math.log(x) / Math.log(Math.max(2, ...points.map((point) => point.x)));
  const maxY = Math.max(Number.MIN_VALUE, ...points.map(({ y }) => y)) * 1.15;
  const at = ({ x, y }: { x: number; y: number }) =>
    `${(box.left + place(x) * (box.right - box.left)).toFixed(1)} ${(box.bottom - (y / maxY) * (box.bottom - box.top)).toFixed(1)}`;
  const marks = points.map((point) => {
    const [cx, cy] = at(point).split(" ");
    return `<circle cx="${cx}" cy="${cy}" r="3" fill="#0b7285"/><text x="${cx}" y="${Number(cy) - 7}" text-anchor="middle" fill="#14181d">${tell(point.y)}</text><text x="${cx}" y="${box.bottom + 15}" text-anchor="middle" fill="#5d6772">${point.x}</text>`;
  });
  return `<text x="${box.left}" y="18" font-weight="600" fill="#14181d">${label} (${unit})</text><path d="M${box.left} ${box.top}V${box.bottom}H${box.right}" fill="none" stroke="#98a1ab"/><path d="M${points.map(at).join("L")}" fill="none" stroke="#0b7285" stroke-width="1.5"/>${marks.join("")}`;
}

function tell(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}
