/** What a run uses that Interlock pays for while it waits. */
export type Priced = { readonly transitions: number; readonly functionMs: number };

// Sources: Step Functions and Lambda pricing pages, us-east-1, in US dollars.
const perTransition = 0.025 / 1_000;
const perGbSecond = 0.0000166667;
const memoryGb = 0.5;

/** The price in US dollars. */
export const priceOf = ({ transitions, functionMs }: Priced): number =>
  transitions * perTransition + (functionMs / 1_000) * memoryGb * perGbSecond;
