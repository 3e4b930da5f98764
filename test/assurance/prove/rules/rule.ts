import type { Finding, Seen } from "../finding.ts";
import type { Installed } from "../machines.ts";

/** Something that must hold of the machines as they are deployed together. */
export type Rule = {
  /** Its name, which findings and the certificate carry. */
  readonly id: string;
  /** The promise, as a sentence. */
  readonly says: string;
  /** Every place where it does not hold. */
  readonly check: (installed: Installed) => readonly Seen[];
};

/** The findings of a rule, under its name. */
export const findingsOf = ({ id, check }: Rule, installed: Installed): readonly Finding[] =>
  check(installed).map((seen) => ({ rule: id, ...seen }));

/** A finding about a state. */
export const at = (
  machine: { readonly name: string },
  state: string,
  path: string,
  message: string,
): Seen => ({
  machine: machine.name,
  state,
  path,
  message,
});

/** A finding about a machine as a whole. */
export const about = (machine: { readonly name: string }, message: string): Seen => ({
  machine: machine.name,
  state: null,
  path: "",
  message,
});
