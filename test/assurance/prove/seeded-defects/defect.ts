import type { Synthesised } from "../synthesised.ts";

/** A definition as JSON, to be broken. */
type Loose = {
  StartAt: string;
  TimeoutSeconds?: number;
  // biome-ignore lint/suspicious/noExplicitAny: a defect may be anything that JSON can hold.
  States: Record<string, any>;
};

/** A defect that a slip of the hand or a hurried change could make, and the rule that must find it. */
export type Defect = {
  readonly name: string;
  /** The rule that must find it. */
  readonly rule: string;
  /** Whether no other rule may find it: the rule is needed. */
  readonly onlyThere?: true;
  /** The state at which the rule must find it; null when it is the machine as a whole. */
  readonly at: string | null;
  /** Breaks one machine: the parent, unless `machine` names a child. */
  readonly seed: (definition: Loose) => void;
  readonly machine?: string;
  /** A placeholder that is filled with another function. */
  readonly rewire?: Readonly<Record<string, string>>;
};

/** Applies an edit to a state. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export const state = (name: string, edit: (body: any) => void) => (definition: Loose) =>
  edit(definition.States[name]);
/** Lets a state lead to another one. */
export const next = (name: string, to: string) =>
  state(name, (body) => {
    body.Next = to;
  });
/** Lets the Default of a Choice lead to another state. */
export const otherwise = (name: string, to: string) =>
  state(name, (body) => {
    body.Default = to;
  });
/** Lets the first Catch of a Task lead to another state. */
export const catching = (name: string, to: string) =>
  state(name, (body) => {
    body.Catch[0].Next = to;
  });

/** States that many defects break. */
export const ask = "6.1 Ask for staging sign-off";
export const provision = "6.2 Provision production, ingress closed";
export const child = "4.1 Wait for development";
/** The states of the loop, and one machine that it is deployed as. */
export const loop = "Call the task";
export const choice = "How did it go?";
export const wait = "Wait";
export const children = "provision-development";

/** What was synthesised, with the defect in it. */
export function withDefect(
  synthesised: Synthesised,
  { seed, machine = "provisioning-plan", rewire = {} }: Defect,
): Synthesised {
  const { application } = synthesised;
  return {
    ...synthesised,
    machines: synthesised.machines.map((one) => {
      if (one.name !== `${application}-${machine}`) return one;
      const definition = JSON.parse(one.text) as Loose;
      seed(definition);
      const rewired = Object.entries(rewire).map(([key, task]) => [
        key,
        { is: "function" as const, name: `${application}-${task}` },
      ]);
      return {
        ...one,
        text: JSON.stringify(definition),
        placeholders: { ...one.placeholders, ...Object.fromEntries(rewired) },
      };
    }),
  };
}
