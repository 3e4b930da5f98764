/** The middle value; null if there is none. Of an even number, the lower one of the two in the middle. */
export const median = (values: readonly number[]): number | null =>
  values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? null;
