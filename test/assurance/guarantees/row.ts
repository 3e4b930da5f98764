/** The source of a row's figure. */
export type Source =
  /** A figure that a suite wrote to results/<file>.json. */
  | { readonly from: "figure"; readonly file: string; readonly name: string }
  /** Names of tests: all that match must have passed, and at least `atLeast` must match. */
  | { readonly from: "tests"; readonly matching: RegExp; readonly atLeast: number };

/** One promise of Interlock, and what shows that it holds. */
export type Row = {
  readonly number: number;
  readonly promise: string;
  readonly bar: string;
  readonly shown: readonly Source[];
  /** What of it is not built yet, and the issue that builds it; null without an issue. */
  readonly open?: { readonly issue: number | null; readonly what: string };
};

/** The source that is a figure of `results/<file>.json`. */
export const figure = (file: string, name: string): Source => ({ from: "figure", file, name });
/** The source that is the tests whose file and name match; at least so many must. */
export const tests = (matching: RegExp, atLeast = 1): Source => ({ from: "tests", matching, atLeast });
