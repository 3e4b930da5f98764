// Tables by type, derived from the rows. lib/control-plane/evaluated-tables.ts works them out when a function is bundled, so
// that the function carries the tables that it reads and not all rows. They hold data, and functions that close over nothing.
import type { FactShapes } from "./fact.ts";
import { describedRows, rows, services } from "./resources.ts";
import type { DescribedRow, Exposure, Owner, Probe, Row, State } from "./row.ts";

type ByType<V> = Readonly<Record<string, V>>;

const ofRows = <V>(cell: (row: Row) => V | null): ByType<V> =>
  Object.fromEntries(
    rows.flatMap(({ type, row }) => {
      const value = cell(row);
      return value === null ? [] : [[type, value]];
    }),
  );

const ofDescribed = <V>(cell: (row: DescribedRow) => V | null): ByType<V> =>
  ofRows((row) => (row.goneBy === "description" ? cell(row) : null));

const unlessEmpty = <V>(values: readonly V[]): readonly V[] | null => (values.length === 0 ? null : values);

/** How each type can be reached from the internet; types that cannot be reached are not here. */
export const exposureOf: ByType<Pick<Exposure, "what" | "fact"> & Pick<DescribedRow, "announced">> =
  ofDescribed(({ exposure, announced }) =>
    exposure === null
      ? null
      : { what: exposure.what, fact: exposure.fact, ...(announced === undefined ? {} : { announced }) },
  );

/** Types that nobody reaches from the internet, whatever their properties are. */
export const neverReached: readonly string[] = rows.flatMap(({ type, row }) =>
  row.goneBy === "description" && row.exposure !== null ? [] : [type],
);

/** The file of the service whose readers describe the type. */
export const readersOf: ByType<string> = Object.fromEntries(
  Object.entries(services).flatMap(([name, { types }]) =>
    Object.entries<Row>(types).flatMap(([type, { goneBy }]) =>
      goneBy === "description" ? [[type, name]] : [],
    ),
  ),
);

/** The questions about each type, without the facts behind them. Types without questions are not here. */
export const probesOf: ByType<readonly Omit<Probe<FactShapes>, "about">[]> = ofDescribed(({ probes }) =>
  unlessEmpty(probes.map(({ about: _, ...probe }) => probe)),
);

/** The call whose "not found" means gone. */
export const describeCall: ByType<string> = ofDescribed(({ actions: [first] }) => first);

/** The fact that shows whether a resource is gone or being deleted. Types without such a fact are not here. */
export const stateOf: ByType<State> = ofDescribed(({ state }) => state);

/** The command with which a person looks at a resource, with its placeholders. */
export const lookAt: ByType<string> = ofDescribed(({ look }) => look);

/** The owners of resources that have no existence of their own. */
export const ownerOf: ByType<Owner> = ofRows((row) => (row.goneBy === "owner" ? row.owner : null));

/** Types that are nothing outside CloudFormation. */
export const onlyInStack: readonly string[] = rows.flatMap(({ type, row: { goneBy } }) =>
  goneBy === "stack" ? [type] : [],
);

/** Facts that change by themselves. */
export const movingFacts: ByType<readonly string[]> = ofDescribed(({ facts }) =>
  unlessEmpty(Object.keys(facts).filter((fact) => facts[fact]?.moves === true)),
);

/** Properties that AWS changes by itself. */
export const movingProperties: ByType<readonly string[]> = ofDescribed((row) =>
  unlessEmpty(row.movingProperties),
);

/** The names of the questions whose answer may change by itself, because it rests on a fact that does. */
export const movingQuestions: readonly string[] = [
  ...new Set(
    describedRows.flatMap(({ row: { facts, probes } }) =>
      probes.filter(({ about }) => about.some((fact) => facts[fact]?.moves === true)).map(({ fact }) => fact),
    ),
  ),
];

/** Properties that can be changed and can't be changed back. */
export const oneWay: ByType<readonly string[]> = ofRows((row) => unlessEmpty(Object.keys(row.oneWay)));

/** The type by `service:kind` of an ARN, `service:` where AWS has no kinds, and what CloudFormation's id is. */
export const arnKinds: ByType<{ readonly type: string; readonly id: "arn" | "name" }> = Object.fromEntries(
  describedRows.map(({ type, service, row: { arn } }) => [
    `${service.iam}:${arn.kind ?? ""}`,
    { type, id: arn.id },
  ]),
);
