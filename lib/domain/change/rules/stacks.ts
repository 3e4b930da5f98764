import { environments } from "../../environment.ts";
import type { Refusal } from "../refusal.ts";
import { type ChangeRule, inEachStep, type ReadStep, refusing } from "./candidate.ts";

// Source: CloudFormation API reference, CreateStack (StackName, Tags) and Tag.
const mostNameCharacters = 128;
const mostTags = 50;
const mostKeyCharacters = 128;
const mostValueCharacters = 256;

/** Names that CloudFormation takes, each for one stack. */
export const stackNames: ChangeRule = refusing((steps, { application }) => [
  ...steps.flatMap(({ stackName, path, environment }): readonly Refusal[] => {
    const refuse = (seen: string, todo: string) => ({ rule: "stack-name", where: path, seen, todo });
    if (stackName.length > mostNameCharacters)
      return [
        refuse(
          `the stack name ${stackName} has ${stackName.length} characters`,
          `CloudFormation takes ${mostNameCharacters}: shorten it`,
        ),
      ];
    const prefix = `${application}-${environment}-`;
    // What a function of one environment may touch is told by the names of its stacks.
    if (/^[A-Za-z][A-Za-z0-9-]*$/.test(stackName))
      return stackName.startsWith(prefix) && stackName !== prefix
        ? []
        : [
            refuse(
              `the stack name ${stackName} does not begin with ${prefix}`,
              "environments are kept apart by name: set stackName",
            ),
          ];
    return [
      refuse(
        `the stack name ${stackName} has a character that is no letter, digit or hyphen, or begins with none`,
        "rename the stack",
      ),
    ];
  }),
  ...steps.flatMap(({ step, path }) =>
    /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(step)
      ? []
      : [
          {
            rule: "step-name",
            where: path,
            seen: `the construct id of the stack is ${step}`,
            todo: "use at most 64 letters, digits and hyphens, and begin with a letter: records and pages name the step so",
          },
        ],
  ),
  ...twice(steps.map(({ environment, step }) => `${environment}/${step}`)).map((name) => ({
    rule: "stack-name",
    where: name,
    seen: `two stacks are the step ${name}`,
    todo: "give each its own construct id",
  })),
  ...twice(
    steps.map(
      ({ stackName, account, region }) =>
        `${stackName} in ${account ?? "the same account"}, ${region ?? "the same region"}`,
    ),
  ).map((name) => ({
    rule: "stack-name",
    where: name,
    seen: `two steps are deployed as ${name}`,
    todo: "give each its own stack",
  })),
]);

const twice = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];

/** Tags that CloudFormation takes. */
export const stackTags: ChangeRule = inEachStep(({ tags, stackName, path }) => {
  const where = `${stackName} (${path})`;
  const count = Object.keys(tags).length;
  return [
    ...(count > mostTags
      ? [
          {
            rule: "tag-count",
            where,
            seen: `the stack has ${count} tags`,
            todo: `CloudFormation takes ${mostTags}: leave some out`,
          },
        ]
      : []),
    ...Object.entries(tags).flatMap(([key, value]): readonly Refusal[] => [
      ...(/^aws:/i.test(key)
        ? [
            {
              rule: "tag-key",
              where,
              seen: `the tag ${key} begins with aws:`,
              todo: "that prefix is AWS's own: rename it",
            },
          ]
        : []),
      ...(key === "" || key.length > mostKeyCharacters
        ? [
            {
              rule: "tag-key",
              where,
              seen: `the tag "${key.slice(0, 40)}" has ${key.length} characters`,
              todo: `a tag's key has 1 to ${mostKeyCharacters}: rename it`,
            },
          ]
        : []),
      ...(value.length > mostValueCharacters
        ? [
            {
              rule: "tag-value",
              where,
              seen: `the value of the tag ${key} has ${value.length} characters`,
              todo: `CloudFormation takes ${mostValueCharacters}: shorten it`,
            },
          ]
        : []),
    ]),
  ];
});

/** The steps of an environment that is nothing but ingress; none of any other. */
const onlyIngress = (steps: readonly ReadStep[]): readonly ReadStep[] =>
  steps.every(({ part }) => part === "ingress") ? steps : [];

/** Each environment has the parts that the plan asks for, and each step says what it is for. */
export const stackParts: ChangeRule = refusing((steps, { demands }) => [
  ...steps.flatMap(({ part, path, step }) =>
    part === null
      ? [
          {
            rule: "stack-part",
            where: path,
            seen: `nothing says what part the stack ${step} is`,
            todo: `tag it interlock:part with a part of the plan ${demands.documentId}`,
          },
        ]
      : [],
  ),
  ...onlyIngress(steps.filter(({ environment }) => environment === "production")).map(({ path }) => ({
    rule: "stack-part",
    where: path,
    seen: "every stack of production is the part ingress, so nothing could be validated before the release",
    todo: "tag it interlock:part compute, or put what it serves into a stack of its own",
  })),
  ...environments.flatMap((environment) => {
    const there = steps.filter((step) => step.environment === environment).map(({ part }) => part);
    const { parts, clause } = demands.environments[environment];
    const missing = parts.filter((part) => !there.includes(part));
    // An environment that could not be read has a refusal of its own.
    if (there.length === 0 || missing.length === 0) return [];
    return [
      {
        rule: "missing-part",
        where: environment,
        seen: `no stack is the part ${missing.join(", ")}`,
        todo: `the plan ${demands.documentId} asks for it (section ${clause}): add the stack, or tag one interlock:part`,
      },
    ];
  }),
]);

/**
 * Every stack goes where it belongs. With places in the settings, only there. Without, all stacks of an environment name
 * one place or none; whether the installation is there, its settings have to tell.
 */
export const stackPlaces: ChangeRule = (steps, { allowances: { places } }) => {
  const placed = steps.filter(({ account, region }) => account !== null || region !== null);
  const place = ({ account, region }: { readonly account: string | null; readonly region: string | null }) =>
    `account ${account ?? "(any)"}, region ${region ?? "(any)"}`;
  const refuse = ({ path, account, region }: ReadStep, todo: string): Refusal => ({
    rule: "stack-place",
    where: path,
    seen: `the stack belongs to ${place({ account, region })}`,
    todo,
  });
  if (places !== null)
    return {
      refusals: placed.flatMap((step) => {
        const { account, region } = places[step.environment];
        return (step.account ?? account) === account && (step.region ?? region) === region
          ? []
          : [
              refuse(
                step,
                `the settings put ${step.environment} into ${place({ account, region })}: change the Stage's env or the settings`,
              ),
            ];
      }),
      unknown: [],
    };
  return {
    refusals: placed.flatMap((step) => {
      const other = steps.find(
        ({ environment, account, region }) =>
          environment === step.environment && (account !== step.account || region !== step.region),
      );
      return other === undefined
        ? []
        : [refuse(step, `${other.path} belongs to ${place(other)}: one environment has one place`)];
    }),
    unknown: environments.flatMap((environment) => {
      const [first] = placed.filter((step) => step.environment === environment);
      return first === undefined
        ? []
        : [
            {
              ...refuse(first, "the settings of the installation have to name this place"),
              where: environment,
            },
          ];
    }),
  };
};
