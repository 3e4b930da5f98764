/** What one size of the work took. */
export type Point = {
  readonly size: number;
  /** Milliseconds of the processor, all in all. */
  readonly ms: number;
  /** Requests to AWS; null where none are counted. */
  readonly requests: number | null;
};

/** One kind of work in several sizes, smallest first. */
export type Series = { readonly what: string; readonly points: readonly Point[] };

/** A number with as many digits as say something. */
const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** The series as a Markdown table. */
export const tableOf = (series: readonly Series[]): readonly string[] => [
  "| what | size | ms of the processor | ms for each | requests for each |",
  "| --- | ---: | ---: | ---: | ---: |",
  ...series.flatMap(({ what, points }) =>
    points.map(
      ({ size, ms, requests }) =>
        `| ${what} | ${size.toLocaleString("en")} | ${short(ms)} | ${short(ms / size)} | ${requests === null ? "" : short(requests / size)} |`,
    ),
  ),
];
