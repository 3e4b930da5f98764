import * as z from "zod";
import type { Finding } from "./finding.ts";

/** The target of a placeholder: a function or a machine of the same template, by its name. */
export type Target = { readonly is: "function" | "machine"; readonly name: string };

/** The state machines and functions of a synthesised control plane, as far as the proofs read them. */
export type Synthesised = {
  readonly application: string;
  readonly machines: readonly {
    readonly name: string;
    /** The definition as it is deployed, with its placeholders. */
    readonly text: string;
    readonly placeholders: Readonly<Record<string, Target>>;
  }[];
  /** Every function with its timeout, by its name. */
  readonly functions: Readonly<Record<string, { readonly timeoutSeconds: number }>>;
};

/** The two ways in which a template says an ARN: of a function by attribute, of a state machine also by reference. */
const reference = z.union([
  z
    .strictObject({ "Fn::GetAtt": z.tuple([z.string(), z.literal("Arn")]) })
    .transform((value) => value["Fn::GetAtt"][0]),
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => Ref),
]);
const machineProperties = z.object({
  StateMachineName: z.string(),
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.unknown()).default({}),
});
const functionProperties = z.object({ FunctionName: z.string(), Timeout: z.int() });
const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })),
});

const ownPartition = JSON.stringify({ Ref: "AWS::Partition" });
const parentSuffix = "-provisioning-plan";

/**
 * Reads the machines out of a CloudFormation template. The target of a placeholder is looked up among the
 * template's own resources, so that what is proved is the wiring that is deployed.
 */
export function readTemplate(template: unknown): {
  readonly synthesised: Synthesised;
  readonly findings: readonly Finding[];
} {
  const { Resources } = templateSchema.parse(template);
  const ofType = <T>(type: string, schema: z.ZodType<T>): [string, T][] =>
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties }]) => [id, schema.parse(Properties)]);
  const functions = ofType("AWS::Lambda::Function", functionProperties);
  const machines = ofType("AWS::StepFunctions::StateMachine", machineProperties);
  const targets = new Map<string, Target>([
    ...functions.map(([id, { FunctionName }]) => [id, { is: "function", name: FunctionName }] as const),
    ...machines.map(([id, { StateMachineName }]) => [id, { is: "machine", name: StateMachineName }] as const),
  ]);
  const findings: Finding[] = [];
  const targetOf = (machine: string, key: string, value: unknown): [string, Target][] => {
    if (key === "partition" && JSON.stringify(value) === ownPartition) return [];
    const named = reference.safeParse(value);
    const target = named.success ? targets.get(named.data) : undefined;
    if (target !== undefined) return [[key, target]];
    const message = `\${${key}} stands for ${JSON.stringify(value)}, which is no function or machine of the template`;
    findings.push({ rule: "fills-placeholders", machine, state: null, path: "", message });
    return [];
  };
  const parent = machines.find(([, { StateMachineName }]) => StateMachineName.endsWith(parentSuffix));
  return {
    synthesised: {
      application: parent?.[1].StateMachineName.slice(0, -parentSuffix.length) ?? "",
      machines: machines.map(([, { StateMachineName: name, DefinitionString, DefinitionSubstitutions }]) => ({
        name,
        // What the proofs read is the text as it is in the partition of most installations.
        text: DefinitionString.replaceAll(/\$\{partition\}/g, "aws"),
        placeholders: Object.fromEntries(
          Object.entries(DefinitionSubstitutions).flatMap(([key, value]) => targetOf(name, key, value)),
        ),
      })),
      functions: Object.fromEntries(
        functions.map(([, { FunctionName, Timeout }]) => [FunctionName, { timeoutSeconds: Timeout }]),
      ),
    },
    findings,
  };
}
