import fc from "fast-check";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import { readDossier } from "../../../lib/shared-use-cases/read-dossier.ts";
import { type Extra, refusalOf, template, withSteps } from "../../scenarios/removing.ts";
import { application, effectsFromNow, install, stackOf, take } from "../../simulator/runs.ts";

// Two changes in a row, of which the second lacks, renames or changes steps of the first.

/** What a step holds, and whether it may be removed: only what could be made again as it was. */
const contents = {
  plain: { isRemovable: true, template: template() },
  "two topics": {
    isRemovable: true,
    template: template({}, { Topic: { Type: "AWS::SNS::Topic" }, Other: { Type: "AWS::SNS::Topic" } }),
  },
  data: { isRemovable: false, template: template({}, { Log: { Type: "AWS::Logs::LogGroup" } }) },
  kept: {
    isRemovable: false,
    template: template({}, { Topic: { Type: "AWS::SNS::Topic", DeletionPolicy: "Retain" } }),
  },
  secret: {
    isRemovable: false,
    template: template({ Parameters: { Password: { Type: "String", NoEcho: true, Default: "x" } } }),
  },
} as const;

type Kind = keyof typeof contents;
type Step = { readonly name: string; readonly kind: Kind; readonly places: readonly Environment[] };

const kinds: fc.Arbitrary<Kind> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Kind>("plain", "two topics") },
  { weight: 1, arbitrary: fc.constantFrom<Kind>("data", "kept", "secret") },
);
const step: fc.Arbitrary<Step> = fc
  .record({
    name: fc.constantFrom("audit", "queue", "side", "old"),
    kind: kinds,
    places: fc.oneof(fc.constant(environments), fc.subarray([...environments], { minLength: 1 })),
  })
  // Plan 21.03 keeps nothing outside production.
  .map((one) => (one.kind === "kept" ? { ...one, places: ["production"] } : one));
const steps = fc.uniqueArray(step, { minLength: 1, maxLength: 3, selector: ({ name }) => name });

/** What the second change makes of a step of the first. */
const edits: Readonly<Record<string, (one: Step) => readonly Step[]>> = {
  removed: () => [],
  renamed: (one) => [{ ...one, name: `${one.name}-new` }],
  kept: (one) => [one],
  "in fewer places": (one) => (one.places.length > 1 ? [{ ...one, places: one.places.slice(1) }] : []),
};

/** Two changes in a row. */
export const changesInARow = fc
  .record({
    first: steps,
    edits: fc.array(fc.constantFrom(...Object.keys(edits)), { minLength: 3, maxLength: 3 }),
  })
  .map(({ first, edits: names }) => ({
    first,
    second: first.flatMap((one, index) => edits[names[index] ?? ""]?.(one) ?? []),
  }));

const extrasOf = (all: readonly Step[]): readonly Extra[] =>
  all.map(({ name, kind, places }) => ({ step: name, in: places, template: contents[kind].template }));

/** What is wrong with what became of two changes in a row; nothing if every stack that went was shown, or refused the change. */
export async function problemsOfChanges({
  first,
  second,
}: {
  readonly first: readonly Step[];
  readonly second: readonly Step[];
}): Promise<readonly string[]> {
  const world = install();
  const begun = await take(world, withSteps(world, extrasOf(first)));
  if (begun.verdict !== "SUCCEEDED") return [`the first change is ${begun.verdict}`];
  const gone = first.flatMap((one) =>
    one.places
      .filter((place) => !second.some(({ name, places }) => name === one.name && places.includes(place)))
      .map((place) => ({ ...one, place })),
  );
  const effects = effectsFromNow(world);
  const { verdict, entries } = await take(world, withSteps(world, extrasOf(second), { attempt: 2 }));
  const locked = gone.filter(({ kind }) => !contents[kind].isRemovable);
  if (locked.length > 0) {
    const refusal = refusalOf(entries) ?? "";
    const stacks = locked.map(({ name, place }) => `${application}-${place}-${name}`);
    return [
      ...(verdict === "REFUSED" ? [] : [`it is ${verdict}, not refused`]),
      ...(effects.length === 0 ? [] : [`it is refused after ${effects.join()}`]),
      ...stacks.filter((name) => !refusal.includes(name)).map((name) => `the refusal does not name ${name}`),
    ];
  }
  const opened = entries
    .filter(isFact("open-gate", "outcome"))
    .findLast(({ detail }) => detail.gate === "change-record");
  const shown =
    opened === undefined
      ? []
      : (await world.ask((ports) => readDossier(ports, opened.detail.dossierDigest))).steps;
  return [
    ...(verdict === "SUCCEEDED" ? [] : [`it is ${verdict}`]),
    ...gone
      .filter(({ place, name }) => stackOf(world, place, name) !== undefined)
      .map(({ place, name }) => `${place}/${name} stands`),
    ...gone
      .filter(({ place }) => place === "production")
      .flatMap(({ name, kind }) => {
        const page = shown.find((one) => one.step === name && one.removed === true);
        const ids = Object.keys((JSON.parse(contents[kind].template) as { Resources: object }).Resources);
        return ids
          .filter(
            (id) => !page?.effects.some(({ logicalId, effect }) => logicalId === id && effect === "remove"),
          )
          .map((id) => `nobody is shown that ${name}/${id} goes`);
      }),
  ];
}
