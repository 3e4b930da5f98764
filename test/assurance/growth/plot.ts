import type { Series } from "./series.ts";

const [width, height] = [720, 420];
const edge = { left: 64, right: 176, top: 24, bottom: 48 };
const colours = ["#1b6ca8", "#b3541e", "#2e7d4f", "#7b3fa0"];

/** What a unit costs against how many there are, as a picture with two logarithmic axes. A flat line is linear growth. */
export function growthPlot(all: readonly Series[]): string {
  // What took less than the clock of the processor tells has no place on a logarithmic axis.
  const series = all.map(({ what, points: of }) => ({ what, points: of.filter(({ ms }) => ms > 0) }));
  const points = series.flatMap(({ points: of }) => of);
  const x = scale(
    points.map(({ size }) => size),
    edge.left,
    width - edge.right,
  );
  const y = scale(
    points.map(({ size, ms }) => ms / size),
    height - edge.bottom,
    edge.top,
  );
  const lines = series.flatMap(({ what, points: of }, index) => {
    const colour = colours[index % colours.length] ?? "";
    const places = of.map(({ size, ms }) => ({ at: x.at(size), up: y.at(ms / size) }));
    const end = places.at(-1) ?? { at: 0, up: 0 };
    return [
      `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${places.map(({ at, up }) => `${at},${up}`).join(" ")}"/>`,
      ...places.map(({ at, up }) => `<circle cx="${at}" cy="${up}" r="3.5" fill="${colour}"/>`),
      `<text x="${end.at + 10}" y="${end.up + 4}" fill="${colour}">${what}</text>`,
    ];
  });
  const acrossTicks = x.ticks.flatMap((value) => [
    `<line x1="${x.at(value)}" x2="${x.at(value)}" y1="${edge.top}" y2="${height - edge.bottom}" stroke="#ddd"/>`,
    `<text x="${x.at(value)}" y="${height - edge.bottom + 18}" text-anchor="middle">${value.toLocaleString("en")}</text>`,
  ]);
  const upTicks = y.ticks.flatMap((value) => [
    `<line x1="${edge.left}" x2="${width - edge.right}" y1="${y.at(value)}" y2="${y.at(value)}" stroke="#ddd"/>`,
    `<text x="${edge.left - 8}" y="${y.at(value) + 4}" text-anchor="end">${value}</text>`,
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#333" role="img" aria-label="Milliseconds of the processor for each unit, by how many units there are">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...acrossTicks,
    ...upTicks,
    ...lines,
    `<text x="${edge.left}" y="14">ms of the processor for each unit</text>`,
    `<text x="${width - edge.right}" y="${height - 10}" text-anchor="end">how many units</text>`,
    "</svg>",
    "",
  ].join("\n");
}

/** A logarithmic scale that has room for the values, with a tick at each power of ten. */
function scale(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    at: (value: number) =>
      Number((from + ((Math.log10(value) - low) / (high - low)) * (to - from)).toFixed(1)),
    ticks: Array.from({ length: high - low + 1 }, (_, index) => Number(`1e${low + index}`)),
  };
}
