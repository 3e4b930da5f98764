/** What something took, all in all; null where nothing tells. */
export type Took = {
  readonly name: string;
  readonly times: number | null;
  readonly ms: number | null;
  readonly processorMs: number | null;
};

/** One occurrence of something. */
export type Once = { readonly name: string; readonly ms: number; readonly processorMs?: number };

/** Adds up what happened under each name, longest first. */
export function addedUp(all: readonly Once[]): readonly Took[] {
  const rows = new Map<string, Once & { readonly times: number }>();
  for (const { name, ms, processorMs } of all) {
    const sum = rows.get(name) ?? { times: 0, ms: 0, processorMs: 0 };
    const processor = processorMs === undefined ? {} : { processorMs: (sum.processorMs ?? 0) + processorMs };
    rows.set(name, { name, times: sum.times + 1, ms: sum.ms + ms, ...processor });
  }
  return [...rows.values()]
    .map((row) => ({ ...row, processorMs: row.processorMs ?? null }))
    .sort((one, other) => other.ms - one.ms);
}

const whole = (value: number | null): string => value?.toFixed(0) ?? "";

/** The first `most` rows as a Markdown table, with the columns of which anything is told. */
export function tableOfTimes(what: string, rows: readonly Took[], most = 20): readonly string[] {
  const columns = (["times", "ms", "processorMs"] as const).filter((column) =>
    rows.some((row) => row[column] !== null),
  );
  const heads = { times: "times", ms: "ms", processorMs: "ms of the processor" };
  return [
    `| ${[what, ...columns.map((column) => heads[column])].join(" | ")} |`,
    `| --- |${" ---: |".repeat(columns.length)}`,
    ...rows
      .slice(0, most)
      .map((row) => `| ${[row.name, ...columns.map((column) => whole(row[column]))].join(" | ")} |`),
  ];
}
