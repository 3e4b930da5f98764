import type { Environment } from "../../environment.ts";
import { fieldsOf, isMutable, targetOf } from "../prediction/references.ts";
import type { Refusal } from "../refusal.ts";
import { isSsmParameter } from "../template/parameters.ts";
import { objectIn, type Value } from "../template/values.ts";
import { textsIn, unknownPart } from "../template/written.ts";
import {
  type ChangeRule,
  type Context,
  type ReadStep,
  type RuledResource,
  resourcesOf,
} from "./candidate.ts";
import { codeIn, imagesIn, type Loose, launchTemplatesIn, userDataIn } from "./loose-code.ts";
import { isOwnArn, namedBy } from "./own.ts";

/** The parameter of CDK's default synthesizer, which only tells whether the account is prepared. */
const bootstrapParameter = "BootstrapVersion";
const bootstrapKey = /^\/cdk-bootstrap\/[A-Za-z0-9_-]+\/version$/;

/** Something that may mean another thing after it was approved. */
type Mutable = {
  readonly where: string;
  readonly seen: string;
  readonly todo: string;
  /** The dynamic reference that can be bound to what it stands for now; null if nothing can be read beforehand. */
  readonly reference: string | null;
};

/** A mutable reference of a step. */
export type MutableReference = Mutable & { readonly environment: Environment; readonly step: string };

/** Everything in these steps that may mean another thing after it was approved. */
export const mutableReferencesIn = (steps: readonly ReadStep[]): readonly MutableReference[] =>
  steps.flatMap((step) =>
    [
      ...parametersOf(step),
      ...resourcesOf(step).flatMap(inResource),
      ...mutableTexts(step.evaluated["Outputs"] ?? null, step.path, step),
    ].map((one) => ({
      ...one,
      environment: step.environment,
      step: step.step,
    })),
  );

/**
 * What is approved must be what is deployed. References whose target may change afterwards are refused under plan 21.03.
 * Other plans bind each to what it stands for when the run opens, and announce what cannot be bound.
 */
export const mutableReferences: ChangeRule = (steps, { demands }: Context) => {
  const told = ({ where, seen }: Mutable, todo: string): Refusal => ({
    rule: "mutable-reference",
    where,
    seen,
    todo,
  });
  const found = mutableReferencesIn(steps);
  return demands.mutableReferences === "refused"
    ? { refusals: found.map((one) => told(one, one.todo)), unknown: [] }
    : {
        refusals: [],
        unknown: found.map((one) =>
          told(
            one,
            one.reference === null
              ? `it cannot be bound, so the approvers are told; ${one.todo}`
              : "what it stands for is read when the run opens, and the run stops if it has moved",
          ),
        ),
      };
};

/** Parameters whose value CloudFormation reads from SSM. */
function parametersOf(step: ReadStep): readonly Mutable[] {
  return Object.entries(objectIn(step.document["Parameters"])).flatMap(([name, declaration]) => {
    const { Type, Default } = objectIn(declaration);
    const given = Object.hasOwn(step.parameters, name) ? step.parameters[name] : undefined;
    const key = given ?? String(Default ?? "");
    if (typeof Type !== "string" || !isSsmParameter(Type)) return [];
    if (name === bootstrapParameter && bootstrapKey.test(key)) return [];
    return [
      {
        where: step.path,
        seen: `the parameter ${name} is read from the SSM parameter ${key}`,
        todo: "write the value into the template when you synthesise",
        reference: bindable(`{{resolve:ssm:${key}}}`),
      },
    ];
  });
}

function inResource(resource: RuledResource): readonly Mutable[] {
  const { step, properties, where, type, body } = resource;
  const loose: readonly Loose[] = [
    ...imagesIn(type, properties),
    ...codeIn(properties, step.account),
    ...userDataIn(properties, body),
    ...launchTemplatesIn(properties),
  ];
  return [
    ...mutableTexts(properties, where, step),
    ...loose.map((one) => ({ where, ...one, reference: null })),
  ];
}

/** The dynamic references in a value that name no version, each once. */
const mutableTexts = (value: Value, where: string, step: ReadStep): readonly Mutable[] =>
  [...new Set(dynamicIn(value))]
    .filter((text) => isMutable(text) && !isOwnSecret(text, step))
    .map((text) => ({
      where,
      seen: `${text} names no version`,
      todo: "name a version in the reference",
      reference: bindable(text),
    }));

const bindable = (reference: string): string | null => (targetOf(reference) === null ? null : reference);

/**
 * A secret of the environment itself is referred to by its ARN, which is known only once it exists. Of another stack's secret, the
 * text says nothing.
 */
function isOwnSecret(text: string, step: ReadStep): boolean {
  const [, service, id = ""] = fieldsOf(text);
  if (service !== "secretsmanager") return false;
  if (id === unknownPart) return true;
  const [name, place] = [{ "Fn::Sub": id }, { step, neighbours: [] }];
  const named = namedBy(name, place);
  if (named === null) return false;
  return named.attribute === null
    ? named.type.startsWith("AWS::SecretsManager::")
    : named.attribute.endsWith("SecretArn") && isOwnArn(name, place);
}

// The name inside may be known to CloudFormation alone, and stands there as "${Name}".
const reference = /\{\{resolve:(?:\$\{[^}]*\}|[^}])+\}\}/g;

/** Every dynamic reference in a value, however its text is joined, and those that EC2 itself resolves when it starts a machine. */
function* dynamicIn(value: Value): Generator<string> {
  for (const text of textsIn(value)) {
    for (const [found] of text.matchAll(reference)) yield found;
    // Source: EC2 user guide, "Use a Systems Manager parameter instead of an AMI ID".
    if (/^resolve:ssm:/.test(text)) yield `{{${text}}}`;
  }
}
