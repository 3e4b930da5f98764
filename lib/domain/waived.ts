/** One fact of one check. */
type Question = { readonly check: string; readonly fact: string };

/** Whether an installation goes without the answer to this question. */
export const isWaived = (waivers: readonly Question[], { check, fact }: Question): boolean =>
  waivers.some((waiver) => waiver.check === check && waiver.fact === fact);
