import type { Environment, Scope } from "./environment.ts";

/** The gates of 21.03, in the order in which a run meets them. */
export const gates = ["plan-approval", "staging-sign-off", "change-record", "production-release"] as const;

/** One of the gates. */
export type Gate = (typeof gates)[number];

/** A receipt, by what it states and about what. */
export type NeededReceipt =
  | { readonly statement: "validated"; readonly about: Environment }
  | { readonly statement: "gate-passed"; readonly about: Gate };

const validated = (about: Environment): NeededReceipt => ({ statement: "validated", about });
const passed = (about: Gate): NeededReceipt => ({ statement: "gate-passed", about });

/** Everything that the product knows about one gate, except who decides: the plan says that. */
export type GateRow = {
  /** The environment that the dossier describes and that the challenge names. */
  readonly environment: Environment;
  /** The phase of 21.03 in which a report shows the gate. */
  readonly phase: "open" | Environment;
  /** The receipts that must be signed before the gate asks. */
  readonly follows: readonly NeededReceipt[];
  /** The effects that may begin once the gate has passed; none if it only leads to the next gate. */
  readonly allows: readonly { readonly environment: Environment; readonly scope: Scope }[];
  /** Whether the steps that the gate allows may do only what its dossier showed. */
  readonly bindsSteps: boolean;
  /** Whether the run passes the gate without a decision if nothing in production would change. */
  readonly passesWithoutChange: boolean;
  /** The environment that later failures leave alone once the gate has passed; null if there is none. */
  readonly accepts: Environment | null;
  /** The environment that a rejection or an expiry rolls back; null if it undoes nothing. */
  readonly rejectionUndoes: Environment | null;
  /** The steps whose effects are the question. A page lists the other steps as well. */
  readonly asksAbout: Scope;
  /** Whether the dossier compares production with staging. */
  readonly showsParity: boolean;
  /** Whether the dossier contains the plan itself. */
  readonly showsPlan: boolean;
  readonly wording: {
    /** The words between the environment and the counted effects at the top of the page. */
    readonly effects: string;
    /** What a mail adds to the environment's name; empty if it adds nothing. */
    readonly place: string;
    /** What a rejection undoes. It ends with a colon if the steps follow. */
    readonly rejection: string;
  };
};

/** The gates of 21.03, one row each. */
export const gateRows: Readonly<Record<Gate, GateRow>> = {
  "plan-approval": {
    environment: "development",
    phase: "open",
    follows: [],
    allows: [
      { environment: "development", scope: "everything" },
      { environment: "staging", scope: "everything" },
    ],
    bindsSteps: false,
    passesWithoutChange: false,
    accepts: null,
    rejectionUndoes: null,
    asksAbout: "everything",
    showsParity: false,
    showsPlan: true,
    wording: {
      effects: "will get",
      place: "",
      rejection: "Nothing has been provisioned, so nothing is undone.",
    },
  },
  "staging-sign-off": {
    environment: "staging",
    phase: "staging",
    follows: [validated("staging")],
    allows: [],
    bindsSteps: false,
    passesWithoutChange: true,
    accepts: "staging",
    rejectionUndoes: "staging",
    asksAbout: "everything",
    showsParity: false,
    showsPlan: false,
    wording: {
      effects: "got from this run",
      place: "",
      rejection: "A rejection undoes what this run did to staging:",
    },
  },
  "change-record": {
    environment: "production",
    phase: "production",
    follows: [passed("staging-sign-off")],
    allows: [{ environment: "production", scope: "all-but-ingress" }],
    bindsSteps: true,
    passesWithoutChange: true,
    accepts: null,
    rejectionUndoes: null,
    asksAbout: "everything",
    showsParity: true,
    showsPlan: false,
    wording: {
      effects: "will get",
      place: "",
      rejection:
        "Nothing in production has changed yet, so a rejection undoes nothing. If the change fails later, this happens:",
    },
  },
  "production-release": {
    environment: "production",
    phase: "production",
    follows: [passed("change-record"), validated("production")],
    allows: [{ environment: "production", scope: "ingress" }],
    bindsSteps: true,
    passesWithoutChange: true,
    accepts: null,
    rejectionUndoes: "production",
    asksAbout: "ingress",
    showsParity: false,
    showsPlan: false,
    wording: {
      effects: "will be open to the public and gets",
      place: ", ingress",
      rejection: "A rejection undoes what this run did to production:",
    },
  },
};

/** A record with one value per gate. */
export const perGate = <Value>(make: (gate: Gate) => Value): Readonly<Record<Gate, Value>> =>
  Object.fromEntries(gates.map((gate) => [gate, make(gate)])) as Record<Gate, Value>;

const overlap = (one: Scope, other: Scope): boolean =>
  one === other || one === "everything" || other === "everything";

/** The gates that allow effects in this scope of an environment, in the order of a run. */
export const gatesThatAllow = (environment: Environment, scope: Scope): readonly Gate[] =>
  gates.filter((gate) =>
    gateRows[gate].allows.some(
      (effects) => effects.environment === environment && overlap(effects.scope, scope),
    ),
  );

/** The first gate whose dossier binds the steps in this scope; null if no dossier binds them. */
export const gateThatBinds = (environment: Environment, scope: Scope): Gate | null =>
  gatesThatAllow(environment, scope).find((gate) => gateRows[gate].bindsSteps) ?? null;

/** The last gate that this gate directly follows; null if it follows none. */
export const gateBefore = (gate: Gate): Gate | null => {
  const before = gateRows[gate].follows.findLast(({ statement }) => statement === "gate-passed");
  return before?.statement === "gate-passed" ? before.about : null;
};

/** Every receipt that must be signed before what the gate allows may begin: the gate's own comes last. */
export const receiptsThrough = (gate: Gate): readonly NeededReceipt[] => [
  ...gateRows[gate].follows.flatMap((needed) =>
    needed.statement === "gate-passed" ? receiptsThrough(needed.about) : [needed],
  ),
  passed(gate),
];
