import { environments } from "../../environment.ts";
import { referencesIn } from "../prediction/references.ts";
import { exportsIn } from "../prediction/sections.ts";
import type { Refusal } from "../refusal.ts";
import { type ChangeRule, type ReadStep, refusing } from "./candidate.ts";
import { circleIn } from "./circle.ts";

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

/** An environment imports what it exports itself. What another one exports is refused; what nobody here exports, the account has to answer. */
export const stepImports: ChangeRule = (steps, { allowances: { exported } }) => {
  const found = steps.flatMap((step) => {
    const exporters = (name: string) => steps.filter((other) => exportsOf(other).includes(name));
    return importsOf(step).map((name) => ({ step, name, exporters: exporters(name) }));
  });
  const outside = found
    .filter(({ exporters }) => exporters.length === 0)
    .map(({ step, name }) => {
      const text = textIn(name);
      // Null while nobody knows: the account was not asked, or CloudFormation alone knows the name.
      return { step, name, isThere: exported === null || text === null ? null : exported.has(text) };
    });
  return {
    refusals: [
      ...found.flatMap(({ step, name, exporters }): readonly Refusal[] => {
        const [other] = exporters;
        if (other === undefined || exporters.some(({ environment }) => environment === step.environment))
          return [];
        return [
          {
            rule: "import-own",
            where: step.path,
            seen: `${step.environment} imports ${spelled(name)}, which ${other.environment} exports`,
            todo: `environments share nothing: give ${step.environment} its own`,
          },
        ];
      }),
      ...outside
        .filter(({ isThere }) => isThere === false)
        .map(({ step, name }) => ({
          ...importKnown(step, name),
          todo: "the account has no export of that name either: export it there, or add the stack that exports it",
        })),
    ],
    unknown: outside
      .filter(({ isThere }) => isThere === null)
      .map(({ step, name }) => ({
        ...importKnown(step, name),
        todo: "the account is asked when the run opens; export it there, or add the stack that exports it",
      })),
  };
};

const importKnown = ({ path }: ReadStep, name: string) => ({
  rule: "import-known",
  where: path,
  seen: `it imports ${spelled(name)}, which no stack of the change exports`,
});

/** The text of a name; null for one that is joined from what only CloudFormation knows. */
function textIn(name: string): string | null {
  const known: unknown = JSON.parse(name);
  return typeof known === "string" ? known : null;
}

/** A name as people write it: a text without its quotes. */
const spelled = (name: string): string => textIn(name) ?? name;
