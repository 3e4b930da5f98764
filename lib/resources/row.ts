import type { FactShapes, FactsOf } from "./fact.ts";

/** An IAM action. */
export type Action = `${string}:${string}`;

/**
 * A question about one resource. The plan's checks ask it. Its functions close over nothing: a bundle carries their text.
 */
export type Probe<F extends FactShapes> = {
  /** The question's name in the records. */
  readonly fact: string;
  /** The facts that answer it. */
  readonly about: readonly (keyof F & string)[];
  /** The ids of the plan's checks that ask it. */
  readonly checks: readonly string[];
  /** Not asked once ingress is open, because opening it changes the answer. */
  readonly untilReleased?: true;
  /** AWS may still be working towards the answer after the stack is complete. */
  readonly settles?: true;
  /** Asked only of steps of this part of the plan, or of no step of that part. */
  readonly part?: string;
  readonly notPart?: string;
  // Methods, not properties: rows of different types fit into one list of rows.
  /** The answer; null if it can't be observed here. */
  holds(facts: FactsOf<F>): boolean | null;
  /** The answer about a resource that its template lets run nothing. Absent: the same. */
  holdsIdle?(facts: FactsOf<F>): boolean | null;
  /** What was observed, as text for people. */
  saw(facts: FactsOf<F>): string | number | boolean | null;
};

/** The fact that shows whether a resource is gone or being deleted, and by which values. */
export type State<Fact extends string = string, Value extends string = string> = {
  readonly fact: Fact;
  /** Values with which AWS lists a deleted resource for a while. It can do nothing any more. */
  readonly gone: readonly Value[];
  /** Values of a resource that is being deleted: look again. `every` is for a resource that AWS deletes some time after its owner. */
  readonly going: readonly Value[] | "every";
};

type StateOf<F extends FactShapes> = {
  [K in keyof F & string]: F[K]["kind"] extends "text" ? State<K, F[K]["values"][number]> : never;
}[keyof F & string];

/** The owner whose deletion deletes a resource too, and the property that names the owner. */
export type Owner = { readonly types: readonly string[]; readonly property: string };

/** How a resource shows up in a list of the account: by its own name, or by its network. */
export type Listed = { readonly by: "name" | "network"; readonly action: Action };

/** A resource in its template, after evaluation, as far as its row looks at it. */
export type Templated = {
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** All resources of the template by logical id. */
  readonly resources: Readonly<
    Record<string, { readonly Type?: unknown; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
};

/** How a resource can be reachable from the internet. */
export type HowExposed<Fact extends string = string> = {
  readonly what: string;
  /** The fact that shows it; null if none does. */
  readonly fact: Fact | null;
  /** Whether AWS takes it away by itself some time after its owner. */
  readonly lingers?: true;
  /** The actions with which the port `exposure` lists it by network; empty if it doesn't. */
  readonly actions: readonly Action[];
};

/** What holds for every type, however its absence is proved. */
export type CommonCells = {
  /** Properties that can be changed and can't be changed back, each with its source. */
  readonly oneWay: Readonly<Record<string, string>>;
  /** What is lost with a resource and can't be made again; null if nothing is. */
  readonly holdsData: string | null;
};

/** The row of a type whose resources are described by a call of their own. */
export type DescribedRow = CommonCells & {
  readonly goneBy: "description";
  /** The kind in its ARN, null where AWS has none, and whether CloudFormation's id is the whole ARN or its end. */
  readonly arn: { readonly kind: string | null; readonly id: "arn" | "name" };
  readonly facts: FactShapes;
  readonly probes: readonly Probe<FactShapes>[];
  /** Null: the type has no such fact, and a resource exists exactly as long as its describe call finds it. */
  readonly state: State | null;
  /** The actions that its reader needs. The first is the call whose "not found" means gone. */
  readonly actions: readonly [Action, ...Action[]];
  /** The command with which a person looks at it: `{id}` is its id, `{parent}` the part of its ARN before the last slash. */
  readonly look: string;
  /** The owner whose deletion deletes it too; null if it has none. */
  readonly owner: Owner | null;
  /** Properties that AWS changes by itself: another value is no drift. */
  readonly movingProperties: readonly string[];
  /** How the port `finder` finds it without its stack; null if it doesn't. */
  readonly listed: Listed | null;
  /** Null: it is never reachable from the internet. */
  readonly exposure: HowExposed | null;
  /** Whether a template says that the resource will be reachable. It closes over nothing. Absent: `announcedAs` says it, or no template does. */
  readonly announced?: (resource: Templated) => boolean;
  /** How far its template opens it, in the words of the exposure's fact, which is a list; empty: not at all. Absent: open is open. It closes over nothing. */
  readonly announcedAs?: (resource: Templated) => readonly string[];
  /** Whether a template lets the resource run nothing. It closes over nothing. Absent: no template does. */
  readonly mayBeIdle?: (resource: Templated) => boolean;
  /**
   * Where resources share an id, whether what was found under it is another one than that with these properties. Absent: an id is one
   * resource's. It closes over nothing.
   */
  readonly isAnother?: (
    facts: Readonly<Record<string, unknown>>,
    properties: Readonly<Record<string, unknown>>,
  ) => boolean;
  /** What a rehearsal calls it when it lists what is left in the account; null if it doesn't list the type. */
  readonly rehearsed: string | null;
};

/** The same row, with the cells whose types depend on its facts, and the cells that other tables are typed by. */
type Typed<
  F extends FactShapes,
  L extends Listed | null,
  E extends HowExposed<keyof F & string> | null,
  R extends string | null,
> = Omit<DescribedRow, "facts" | "probes" | "state" | "listed" | "exposure" | "rehearsed"> & {
  readonly facts: F;
  readonly probes: readonly Probe<F>[];
  readonly state: StateOf<F> | null;
  readonly listed: L;
  readonly exposure: E;
  readonly rehearsed: R;
};

/** How what is read of an owner that stands tells whether something of it is gone. It closes over nothing. */
export type ReadOfOwner = {
  /** The property by which the owner knows it; null if it has at most one. */
  readonly under: string | null;
  /** Whether these facts of the owner show that it is gone; null if they show neither. */
  readonly isGone: (
    owner: Readonly<Record<string, unknown>>,
    properties: Readonly<Record<string, unknown>>,
  ) => boolean | null;
};

/**
 * The row of a type that has no existence of its own: it is gone when its owner is. Where the owner stands, `readOfOwner` or Cloud
 * Control tells (docs/decisions/0162-an-owner-that-stands-tells-nothing.md).
 */
export type OwnedRow = CommonCells & {
  readonly goneBy: "owner";
  readonly owner: Owner;
  /** What it can open to the internet: what is read of that one tells. Null: it opens nothing. */
  readonly opens: Owner | null;
  /** Where Cloud Control cannot read it: what is read of its owner tells. Absent: an owner that stands shows nothing. */
  readonly readOfOwner?: ReadOfOwner;
};

/**
 * The row of what goes with its owner, opens nothing to the internet, holds no data, and can have every property changed back;
 * `property` names the owner.
 */
export const ownedBy = (type: string, property: string): OwnedRow => ({
  goneBy: "owner",
  owner: { types: [type], property },
  opens: null,
  oneWay: {},
  holdsData: null,
});

/** The same of what can open its owner, or another resource, to the internet. */
export const opening = (row: OwnedRow, opens: Owner = row.owner): OwnedRow => ({ ...row, opens });

/** The row of a type that is nothing outside CloudFormation: it is gone exactly when its stack is. */
export type StackRow = CommonCells & { readonly goneBy: "stack" };

/**
 * A question about a resource's properties, as a template writes them and as Cloud Control reads them: whether it can be reached from
 * the internet. It closes over nothing.
 */
export type Opening = {
  readonly fact: string;
  readonly what: string;
} & (
  | {
      /** Whether these properties make it reachable; null if they do not tell. */
      readonly isOpen: (properties: Readonly<Record<string, unknown>>) => boolean | null;
    }
  | {
      /** The resource policy in its properties, which makes it reachable if it names everyone; undefined if it has none. */
      readonly policyIn: (properties: Readonly<Record<string, unknown>>) => unknown;
      /** Whether every resource of the type has a policy: one without is not told. */
      readonly hasAlways?: true;
    }
);

/**
 * The row of a type that Cloud Control alone reads. `reached` says what makes it reachable: never anything, always by what it is, or
 * what its properties say.
 */
export type GeneralRow = CommonCells & {
  readonly goneBy: "cloud-control";
  readonly reached: "never" | readonly [Opening, ...Opening[]];
};

/** Everything that is known about one type. */
export type Row = DescribedRow | OwnedRow | StackRow | GeneralRow;

/** The row of a type that Cloud Control reads, that holds no data, and that can have every property changed back. */
export const general = (reached: GeneralRow["reached"], cells: Partial<CommonCells> = {}): GeneralRow => ({
  goneBy: "cloud-control",
  reached,
  oneWay: {},
  holdsData: null,
  ...cells,
});

/** Everything that is known about one AWS service. */
export type Service = {
  /** Its prefix in IAM actions. */
  readonly iam: string;
  readonly types: Readonly<Record<string, Row>>;
};

/**
 * A row whose cells are typed by its own facts. Each row states every cell, although many say the same: `null` here is a claim
 * about AWS (never reachable, holds no data), and a claim that a default makes is one that nobody looked up.
 */
export const described = <
  const F extends FactShapes,
  const L extends Listed | null,
  const E extends HowExposed<keyof F & string> | null,
  const R extends string | null,
>(
  cells: Omit<Typed<F, L, E, R>, "goneBy">,
): Typed<F, L, E, R> => ({ goneBy: "description", ...cells });
