import { backedUpTypes } from "../../lib/ports/finder/backups-of.ts";
import { analyzedTypes } from "../../lib/resources/analyzed.ts";
import type { FactShape, FactShapes } from "../../lib/resources/fact.ts";
import { added } from "../../lib/resources/holds-data.ts";
import { registryTypes } from "../../lib/resources/identifier.ts";
import { sourceOf } from "../../lib/resources/never-reached.ts";
import { oneWayWithoutRow } from "../../lib/resources/one-way.ts";
import { describedRows, rows } from "../../lib/resources/resources.ts";
import type { DescribedRow, HowExposed, Opening, Probe, Row, State } from "../../lib/resources/row.ts";
import { notEmulated } from "../../lib/sandbox/not-emulated.ts";
import { samplesOf } from "../resources/samples.ts";
import type { GeneratedDocument } from "./generated-document.ts";
import { table } from "./table.ts";

const none = "–";
const orNone = (words: readonly string[], between = ", "): string => words.join(between) || none;
const short = (type: string): string => type.replace("AWS::", "");
const code = (word: string): string => `\`${word}\``;

const factWords = ([name, { kind, mayBeUnseen, moves }]: readonly [string, FactShape]): string => {
  const notes = [kind, ...(mayBeUnseen ? ["may be unseen"] : []), ...(moves ? ["moves"] : [])];
  return `${code(name)} (${notes.join(", ")})`;
};

const stateWords = (state: State | null): string =>
  state === null
    ? "not found"
    : ["not found", ...state.gone.map((value) => `${state.fact} ${code(value)}`)].join(", ");

const goingWords = (state: State | null): string =>
  state === null ? none : state.going === "every" ? "as long as it is found" : orNone(state.going.map(code));

const absence = (row: Row): readonly [gone: string, going: string] => {
  switch (row.goneBy) {
    case "description":
      return [`${code(row.actions[0])}: ${stateWords(row.state)}`, goingWords(row.state)];
    case "owner":
      return ["with its owner", "with its owner"];
    case "stack":
      return ["with its stack", "with its stack"];
    case "cloud-control":
      return ["`cloudformation:GetResource`: not found, after it was read while it stood", none];
  }
};

const ownerWords = (row: Row): string =>
  "owner" in row && row.owner !== null
    ? `${row.owner.types.map(short).join(", ")} by ${code(row.owner.property)}`
    : none;

// A row that says no more than that Cloud Control reads the type, and that nothing reaches it, is named in a list.
const isPlain = (row: Row): boolean =>
  row.goneBy === "cloud-control" && row.reached === "never" && row.holdsData === null;
const listedRows = rows.filter(({ row }) => !isPlain(row));

function existence(): string {
  return table(
    "When a resource is gone",
    "type",
    ["gone", "being deleted", "deleted with", "command to look at it"],
    listedRows.map(({ type, row }) => [
      short(type),
      ...absence(row),
      ownerWords(row),
      row.goneBy === "description" ? code(row.look) : none,
    ]),
  );
}

const oneWayWords = ({ oneWay }: Pick<Row, "oneWay">): string =>
  orNone(
    Object.entries(oneWay).map(([property, source]) => `${code(property)} (${source})`),
    "; ",
  );

function data(): string {
  const telling = rows.filter(({ row }) => row.holdsData !== null || Object.keys(row.oneWay).length > 0);
  return table(
    "What can't be made again",
    "type",
    ["what is lost with it", "properties that can't be changed back"],
    [
      ...telling.map(({ type, row }): string[] => [short(type), row.holdsData ?? none, oneWayWords(row)]),
      ...Object.entries(oneWayWithoutRow).map(([type, oneWay]): string[] => [
        short(type),
        added[type] ?? "its kind of data",
        oneWayWords({ oneWay }),
      ]),
    ],
  );
}

/** Whether AWS is asked about the resource's policy as well. */
const analyzed = (type: string): readonly string[] =>
  Object.hasOwn(analyzedTypes, type) ? ["`access-analyzer:CheckNoPublicAccess`"] : [];

const seenBy = (type: string, { fact, actions }: HowExposed): string =>
  orNone([...(fact === null ? [] : [`fact ${code(fact)}`]), ...actions.map(code), ...analyzed(type)]);

function exposures(): string {
  return table(
    "What can make a resource public",
    "type",
    ["what", "seen by"],
    [
      ...describedRows.flatMap(({ type, row: { exposure } }) =>
        exposure === null ? [] : [[short(type), exposure.what, seenBy(type, exposure)]],
      ),
      ...rows.flatMap(({ type, row }) =>
        row.goneBy === "cloud-control" && row.reached !== "never"
          ? row.reached.map((opening) => [short(type), opening.what, openingWords(type, opening)])
          : [],
      ),
    ],
  );
}

const openingWords = (type: string, opening: Opening): string =>
  [
    `\`cloudformation:GetResource\`: ${"policyIn" in opening ? "its resource policy" : "its properties"}`,
    ...("policyIn" in opening ? analyzed(type) : []),
  ].join(", ");

/** The types that Cloud Control reads, and what nobody can read. */
function general(): string {
  const { readable, unreadable } = registryTypes();
  const unreached = rows
    .filter(({ row }) => row.goneBy === "cloud-control" && row.reached === "never")
    .map(({ type }) => `[${short(type)}](${sourceOf(type)})`);
  const described = new Set(rows.map(({ type }) => type));
  const unread = unreadable.filter((type) => !described.has(type)).map(short);
  return [
    "## What Cloud Control reads",
    "",
    `CloudFormation's registry has ${readable.length} types with a read handler. A type that no row above describes is read by`,
    "`cloudformation:GetResource` with its primary identifier, which the events of its stack tell. It is gone only if it is not found by",
    "an identifier that was read while the resource stood: before each effect, and while its stack was being made, what stands is read and",
    "recorded (`see-standing`). Everything else is unproven: an error, an identifier that nothing tells, and a type without a read handler.",
    "",
    `Nothing on the internet reaches these: ${unreached.join(", ")}. Whether a type without a row can be reached is unread.`,
    "",
    `No read handler, and no row: ${unread.join(", ")}.`,
    "",
  ].join("\n");
}

const sandbox = (): string =>
  [
    "## Unobservable here: what the sandbox's emulator does not have",
    "",
    `Its CloudFormation cannot make ${notEmulated.types.map(short).join(", ")}. Its Cloud Control ${notEmulated.cloudControl}: what`,
    "CloudFormation makes is not found there, so it was never read while it stood, and stays unproven.",
    "",
    table(
      "Properties that it takes and does not keep",
      "type",
      ["properties"],
      Object.entries(notEmulated.dropped).map(([type, properties]) => [
        short(type),
        properties.map(code).join(", "),
      ]),
    ),
  ].join("\n");

const listedWords = ({ listed }: DescribedRow): string =>
  listed === null ? none : `by ${listed.by}: ${code(listed.action)}`;

function reading(): string {
  return table(
    "How a resource is found and read",
    "type",
    [
      "ARN · id",
      "facts",
      "actions of its reader",
      "listed without its stack",
      "in a rehearsal",
      "properties that move",
    ],
    describedRows.map(({ type, service, row }) => [
      short(type),
      `${[service.iam, row.arn.kind].filter((word) => word !== null).join(":")} · ${row.arn.id}`,
      orNone(Object.entries(row.facts).map(factWords)),
      row.actions.map(code).join(", "),
      listedWords(row),
      row.rehearsed ?? none,
      orNone(row.movingProperties.map(code)),
    ]),
  );
}

const answers = (facts: FactShapes, probe: Probe<FactShapes>, wanted: boolean | null): string =>
  orNone(
    [
      ...new Set(
        samplesOf(facts, probe)
          .filter((sample) => probe.holds(sample) === wanted)
          .map((sample) => (wanted === null ? JSON.stringify(sample) : String(probe.saw(sample)))),
      ),
    ],
    "; ",
  );

const askedWhen = ({ part, untilReleased, settles, holdsIdle }: Probe<FactShapes>): string =>
  orNone([
    ...(part === undefined ? [] : [`only of ${part}`]),
    ...(untilReleased === undefined ? [] : ["until ingress is open"]),
    ...(settles === undefined ? [] : ["may still settle"]),
    ...(holdsIdle === undefined ? [] : ["holds for nothing where the template lets it run nothing"]),
  ]);

function questions(): string {
  return table(
    "What the plan's checks ask",
    "type",
    ["question", "checks", "when", "holds for", "fails for", "can't be seen for"],
    describedRows.flatMap(({ type, row: { facts, probes } }) =>
      probes.map((probe) => [
        short(type),
        probe.fact,
        probe.checks.join(", "),
        askedWhen(probe),
        answers(facts, probe, true),
        answers(facts, probe, false),
        answers(facts, probe, null),
      ]),
    ),
  );
}

const sorted = (actions: readonly string[]): string => [...new Set(actions)].sort().map(code).join(", ");

const access = (): string =>
  [
    "## What the ports call",
    "",
    "All under the lookup-role of the environment's bootstrap, which may read, with data reads denied.",
    "",
    `- \`inspector\`: ${sorted(describedRows.flatMap(({ row }) => row.actions))}`,
    "- `cloudControl`: `cloudformation:GetResource`, and what the read handler of the type calls, under the same session",
    `- \`finder\`: ${sorted(["tag:GetResources", ...describedRows.flatMap(({ row: { listed } }) => listed?.action ?? [])])}`,
    `- \`finder\` also lists the snapshots and backups that outlive ${[...backedUpTypes].map(short).join(", ")}`,
    `- \`exposure\`: ${sorted(describedRows.flatMap(({ row: { exposure } }) => exposure?.actions ?? []))}`,
    "",
  ].join("\n");

const resourcesDocument = (): string =>
  [
    "# What we know about AWS resource types",
    "",
    "`npm run docs` makes this page from the rows in `lib/resources`. Types are written without `AWS::`. To add a type,",
    "write its row in `lib/resources/SERVICE.ts` and its reader in `lib/ports/inspector/readers/SERVICE.ts`; a new service also",
    "needs its line in `lib/resources/resources.ts` and, if no other code uses it, its SDK client in package.json. A type that Cloud Control",
    "alone reads needs one line in `lib/resources/cloud-control.ts`, or in the file of its service.",
    "",
    existence(),
    data(),
    exposures(),
    general(),
    sandbox(),
    questions(),
    reading(),
    access(),
  ].join("\n");

/** docs/resources.md, made from the rows of lib/resources. */
export const resources: GeneratedDocument = { path: "docs/resources.md", text: resourcesDocument };
