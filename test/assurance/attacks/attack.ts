/** The findings of the review of trust whose attacks are carried out again, each by what once went through. */
export const findings = {
  1: "a development template subscribed to the approvers' mails",
  2: "a development role became administrator, and reached the control plane",
  8: "any web page could run code on the machine while a sandbox was up",
  14: "a deleted lease cut the history",
  15: "junk under a digest to come kept a change out, or was noticed too late",
  16: "a template was replaced between its check and its deployment",
  18: "other users of the machine could read live links and keys",
} as const;

/** The number of a finding. */
export type Finding = keyof typeof findings;

/** Where an attack is carried out. */
export type Where = "computed IAM" | "account in memory" | "emulator";

/** What an attack came to: its effect, null for none, and how it was refused, detected or recorded. */
export type Outcome = { readonly effect: string | null; readonly noticed: string };

/** One attack, or a variant of one. */
export type Attack = {
  readonly finding: Finding;
  readonly variant: string;
  readonly where: Where;
  readonly carryOut: () => Outcome | Promise<Outcome>;
};

/** An attack that was carried out. */
export type CarriedOut = Omit<Attack, "carryOut"> & Outcome;

/** Carries out attacks one after the other. One that could not be carried out shows nothing, so it counts as an effect. */
export async function carryOut(
  attacks: readonly Attack[],
  tell: (done: CarriedOut) => void = () => undefined,
): Promise<readonly CarriedOut[]> {
  const done: CarriedOut[] = [];
  for (const { carryOut: attempt, ...attack } of attacks) {
    const outcome = await Promise.resolve()
      .then(attempt)
      .catch((error: unknown) => ({ effect: `could not be tried: ${String(error)}`, noticed: "" }));
    const one = { ...attack, ...outcome };
    tell(one);
    done.push(one);
  }
  return done;
}

/** Nothing happened, and how that came. */
export const without = (noticed: string): Outcome => ({ effect: null, noticed });

/** The attack went through. */
export const went = (effect: string): Outcome => ({ effect, noticed: "" });

/** One line of the table. */
export const lineOf = ({ finding, where, variant, effect, noticed }: CarriedOut): string =>
  `${effect === null ? "none  " : "EFFECT"}  ${String(finding).padStart(2)}  ${where.padEnd(17)}  ${variant}: ${effect ?? noticed}`;
