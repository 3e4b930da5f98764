import { environments } from "../../environment.ts";
import { referencesIn } from "../prediction/references.ts";
import { exportsIn } from "../prediction/sections.ts";
import type { Refusal } from "../refusal.ts";
import { type ChangeRule, type ReadStep, refusing } from "./candidate.ts";

/** Names, as JSON, of what a step imports. */
const importsOf = ({ evaluated }: ReadStep): readonly string[] => [
  ...new Set(
    [...referencesIn(evaluated["Resources"] ?? {}), ...referencesIn(evaluated["Outputs"] ?? {})].flatMap(
      (reference) => (reference.kind === "export" ? [reference.name] : []),
    ),
  ),
];
const exportsOf = ({ evaluated }: ReadStep): readonly string[] => [...exportsIn(evaluated).keys()];

/** Steps of one environment depend on each other, and on steps that exist, without a circle. */
export const stepOrder: ChangeRule = refusing((steps) =>
  environments.flatMap((environment) => {
    const own = steps.filter((step) => step.environment === environment);
    const names = new Set(own.map(({ step }) => step));
    const exporters = new Map(
      own.flatMap((step) => exportsOf(step).map((name) => [name, step.step] as const)),
    );
    const declared = circleIn(new Map(own.map(({ step, dependsOn }) => [step, dependsOn])));
    const imported = circleIn(
      new Map(own.map((step) => [step.step, importsOf(step).flatMap((name) => exporters.get(name) ?? [])])),
    );
    return [
      ...own.flatMap(({ path, dependsOn }) =>
        dependsOn
          .filter((name) => !names.has(name))
          .map((name) => ({
            rule: "order-dependencies",
            where: path,
            seen: `it waits for ${name}, which ${environment} does not have`,
            todo: "add the stack or take the dependency out",
          })),
      ),
      ...circle("order-dependencies", environment, "wait for", declared),
      ...circle("order-imports", environment, "import from", imported),
    ];
  }),
);

const circle = (rule: string, where: string, verb: string, names: readonly string[]): readonly Refusal[] =>
  names.length === 0
    ? []
    : [
        {
          rule,
          where,
          seen: `the steps ${names.join(", ")} ${verb} each other`,
          todo: "take one of the references out",
        },
      ];

/** The names that remain when everything that waits for nothing is taken away, again and again: those on circles. */
function circleIn(waits: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const left = new Map(waits);
  for (let settled = false; !settled; ) {
    settled = true;
    for (const [name, others] of left)
      if (others.every((other) => !left.has(other))) {
        left.delete(name);
        settled = false;
      }
  }
  // What only waits for a circle is not on it.
  const onCircle = (name: string): boolean => reaches(name, name, left, new Set());
  return [...left.keys()].filter(onCircle);
}

function reaches(
  from: string,
  to: string,
  waits: ReadonlyMap<string, readonly string[]>,
  seen: Set<string>,
): boolean {
  return (waits.get(from) ?? []).some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return reaches(next, to, waits, seen);
  });
}

/** An environment imports what it exports itself. What another one exports is refused; what nobody here exports, the account has to answer. */
export const stepImports: ChangeRule = (steps, { allowances: { exported } }) => {
  const found = steps.flatMap((step) => {
    const exporters = (name: string) => steps.filter((other) => exportsOf(other).includes(name));
    return importsOf(step).map((name) => ({ step, name, exporters: exporters(name) }));
  });
  const outside = found.flatMap(({ step, name, exporters }) =>
    exporters.length > 0 ? [] : [{ step, name, isAnswered: exported !== null && isText(name) }],
  );
  return {
    refusals: found
      .flatMap(({ step, name, exporters }): readonly Refusal[] =>
        exporters.length === 0 || exporters.some(({ environment }) => environment === step.environment)
          ? []
          : [
              {
                rule: "import-own",
                where: step.path,
                seen: `${step.environment} imports ${spelled(name)}, which ${exporters[0]?.environment} exports`,
                todo: `environments share nothing: give ${step.environment} its own`,
              },
            ],
      )
      .concat(
        outside.flatMap(({ step, name, isAnswered }) =>
          isAnswered && exported?.has(spelled(name)) === false
            ? [
                {
                  ...importKnown(step, name),
                  todo: "the account has no export of that name either: export it there, or add the stack that exports it",
                },
              ]
            : [],
        ),
      ),
    unknown: outside.flatMap(({ step, name, isAnswered }) =>
      isAnswered
        ? []
        : [
            {
              ...importKnown(step, name),
              todo: "the account is asked when the run opens; export it there, or add the stack that exports it",
            },
          ],
    ),
  };
};

const importKnown = ({ path }: ReadStep, name: string) => ({
  rule: "import-known",
  where: path,
  seen: `it imports ${spelled(name)}, which no stack of the change exports`,
});

/** Whether a name is known in full: one that is joined from what only CloudFormation knows is not. */
const isText = (name: string): boolean => name.startsWith('"');

/** A name as people write it: a text without its quotes. */
const spelled = (name: string): string => (isText(name) ? JSON.parse(name) : name);
