// Tables by type, derived from the rows. lib/control-plane/evaluated-tables.ts works them out when a function is bundled, so
// that the function carries the tables that it reads and not all rows. They hold data, and functions that close over nothing.
import { analyzedTypes } from "./analyzed.ts";
import { notPublic } from "./checks.ts";
import type { FactShapes } from "./fact.ts";
import { added, statefulWithoutRow } from "./holds-data.ts";
import { oneWayWithoutRow } from "./one-way.ts";
import { describedRows, rows, services } from "./resources.ts";
import type { DescribedRow, Opening, Owner, Probe, ReadOfOwner, Row, State } from "./row.ts";

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

/** What makes each type reachable, and whether a template says so. Types that no template makes reachable are not here. */
export const announcing: ByType<{
  readonly what: string;
  /** The questions that the announcement answers: those about the fact that shows it, and no other. */
  readonly questions: readonly string[];
  /** Null where the extent says it. */
  readonly announced: NonNullable<DescribedRow["announced"]> | null;
  /** How far a template opens it, and the fact that tells how far it is open; null where open is open. */
  readonly extent: {
    readonly fact: string;
    readonly announcedAs: NonNullable<DescribedRow["announcedAs"]>;
  } | null;
}> = ofDescribed(({ exposure, announced, announcedAs, probes }) =>
  exposure === null || (announced === undefined && announcedAs === undefined)
    ? null
    : {
        what: exposure.what,
        questions: probes
          .filter(({ about }) => about.some((fact) => fact === exposure.fact))
          .map(({ fact }) => fact),
        announced: announced ?? null,
        extent:
          announcedAs === undefined || exposure.fact === null ? null : { fact: exposure.fact, announcedAs },
      },
);

/** What Cloud Control reads of a type that tells whether it can be reached; the same questions tell what a template announces. */
export const openingsOf: ByType<readonly Opening[]> = ofRows((row) =>
  row.goneBy === "cloud-control" && row.reached !== "never" ? row.reached : null,
);

/** The types whose policies AWS is asked about as well, with its name for them. */
export const analyzedAs: ByType<string> = analyzedTypes;

/** The types that their own reader describes, or that go with their owner or stack: Cloud Control is not asked about them. */
export const hasRow: readonly string[] = rows.flatMap(({ type, row: { goneBy } }) =>
  goneBy === "cloud-control" ? [] : [type],
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

/** Whether what was found under an id is another resource, for types whose resources share ids. */
export const isAnother: ByType<NonNullable<DescribedRow["isAnother"]>> = ofDescribed(
  (row) => row.isAnother ?? null,
);

/** Whether a template lets a resource run nothing, for types that can do so. */
export const mayBeIdle: ByType<NonNullable<DescribedRow["mayBeIdle"]>> = ofDescribed(
  (row) => row.mayBeIdle ?? null,
);

/** The command with which a person looks at a resource, with its placeholders. */
export const lookAt: ByType<string> = ofDescribed(({ look }) => look);

/** The owners of resources that have no existence of their own. */
export const ownerOf: ByType<Owner> = ofRows((row) => (row.goneBy === "owner" ? row.owner : null));

/** How what is read of an owner that stands tells whether something of this type is gone. */
export const readOfOwner: ByType<ReadOfOwner> = ofRows((row) =>
  row.goneBy === "owner" ? (row.readOfOwner ?? null) : null,
);

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
export const oneWay: ByType<readonly string[]> = {
  ...ofRows((row) => unlessEmpty(Object.keys(row.oneWay))),
  ...Object.fromEntries(
    Object.entries(oneWayWithoutRow).map(([type, properties]) => [type, Object.keys(properties)]),
  ),
};

/** What is lost with a resource and can't be made again, by type. Types without a row of their own are not here. */
export const lostWith: ByType<string> = ofRows(({ holdsData: lost }) => lost);

/** Types that hold data which can't be made again, whatever part a stack claims to be. */
export const holdsData: readonly string[] = [
  ...Object.keys(lostWith),
  ...statefulWithoutRow,
  ...Object.keys(added),
].filter((type, index, all) => all.indexOf(type) === index);

/**
 * How it is told whether a resource of a type can be reached from the internet: `never`: it cannot be; `probe`: by its
 * questions; `properties`: by what Cloud Control reads of it; `owner`: by what is read of the one that it opens. A type that is not here has no reading.
 */
export const reachedBy: ByType<"never" | "probe" | "properties" | "owner"> = ofRows((row) => {
  if (openedBy(row) !== null) return "owner";
  if (row.goneBy === "owner") return "never";
  if (row.goneBy === "stack") return "never";
  if (row.goneBy === "cloud-control") return row.reached === "never" ? "never" : "properties";
  if (row.exposure === null) return "never";
  return row.probes.some(({ checks }) => checks.includes(notPublic)) ? "probe" : null;
});

/** Types of which two readers must agree that a resource is gone: they hold data, or their own reader tells whether they can be reached. */
export const readTwice: readonly string[] = [
  ...holdsData,
  ...Object.keys(reachedBy).filter((type) => reachedBy[type] === "probe" && !holdsData.includes(type)),
];

/** What a resource opens to the internet, if that one's own reading tells whether it does. */
function openedBy(row: Row): Owner | null {
  if (row.goneBy === "owner") return row.opens;
  return row.goneBy === "description" && row.exposure?.fact === null ? row.owner : null;
}

/** What resources of a type open to the internet, by the property that names it. Types that open nothing but themselves are not here. */
export const opensWhat: ByType<Owner> = ofRows(openedBy);

/** Types whose way in AWS takes away by itself some time after its owner. */
export const lingering: readonly string[] = Object.keys(
  ofDescribed(({ exposure }) => (exposure?.lingers === true ? true : null)),
);

/** The type by `service:kind` of an ARN, `service:` where AWS has no kinds, and what CloudFormation's id is. */
export const arnKinds: ByType<{ readonly type: string; readonly id: "arn" | "name" }> = Object.fromEntries(
  describedRows.map(({ type, service, row: { arn } }) => [
    `${service.iam}:${arn.kind ?? ""}`,
    { type, id: arn.id },
  ]),
);
