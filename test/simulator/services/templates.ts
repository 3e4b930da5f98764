import { textOf } from "./evaluated.ts";
import type { Generally } from "./generally.ts";

/** A resource of a template: the fields that the account in memory reads. */
export type Declared = {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: {
    readonly Facts?: object;
    readonly Full?: boolean;
    /** How Cloud Control answers about it, if it does not simply read it. */
    readonly Generally?: Generally;
    /** The properties in which drift detection finds it different right after its creation. */
    readonly Drift?: readonly string[];
  };
};

/** How the operations of a stack go: what its template's `Metadata.World` says. */
export type Knobs = {
  /** How long each takes; null where the template does not say it. */
  readonly seconds: number | null;
  /** Which fail: create, update, update-rollback, delete, and the clean-up after an update. */
  readonly fails: readonly string[];
  /** Whether CloudFormation does not take the template at all. */
  readonly refused: boolean;
  /** Whether CloudFormation cannot say beforehand that a change away from this template replaces nothing. */
  readonly unsure: boolean;
};

/** A template and what was read of it. */
export type Template = {
  readonly text: string;
  readonly resources: Readonly<Record<string, Declared>>;
  /** The parameters whose values CloudFormation never tells. */
  readonly secrets: readonly string[];
  /** The defaults of parameters: DescribeStacks tells those too, NoEcho ones by their mask (CloudFormation user guide, Parameters). */
  readonly defaults: Readonly<Record<string, string>>;
  /** The parameters whose values are names of SSM parameters. */
  readonly named: readonly string[];
  /** The names of its exports, and those that it imports, as far as they are literal. */
  readonly exports: readonly string[];
  readonly imports: readonly string[];
  /** The values of its exports, by name. */
  readonly exported: Readonly<Record<string, unknown>>;
  /** Its outputs, as far as they are literal. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly knobs: Knobs;
};

/** What happens to one resource when a template takes another's place. */
export type Change = {
  readonly action: "Add" | "Modify" | "Remove";
  readonly logicalId: string;
  readonly type: string;
  readonly replacement: "True" | "False" | "Conditional";
  /** The properties that change. */
  readonly properties: readonly string[];
  /**
   * What becomes of the old resource: null if it stays. Source: CloudFormation API reference, ResourceChange,
   * PolicyAction.
   */
  readonly policy: string | null;
  /** What of the resource changes. @default its properties */
  readonly attribute?: "Tags";
};

/**
 * What becomes of a resource when its stack lets go of it. Source: CloudFormation template reference, DeletionPolicy attribute:
 * without one it is deleted, but a database leaves a last snapshot.
 */
export const policyOf = ({ Type, DeletionPolicy, Properties = {} }: Declared): string =>
  DeletionPolicy ??
  (Type === "AWS::RDS::DBCluster" ||
  (Type === "AWS::RDS::DBInstance" && Properties["DBClusterIdentifier"] === undefined)
    ? "Snapshot"
    : "Delete");

const known = new Map<string, Template>();

/** The template in `text`. Throws CloudFormation's own error for what is no JSON. */
export function parseTemplate(text: string): Template {
  const found = known.get(text);
  if (found !== undefined) return found;
  let document: {
    Resources?: Record<string, Declared>;
    Parameters?: Record<
      string,
      {
        readonly NoEcho?: boolean | string;
        readonly Default?: unknown;
        readonly Type?: string;
        readonly AllowedValues?: readonly unknown[];
      }
    >;
    Outputs?: Record<string, { readonly Export?: { readonly Name?: unknown }; readonly Value?: unknown }>;
    Metadata?: { World?: Partial<Knobs> };
  };
  try {
    document = JSON.parse(text);
  } catch {
    throw Object.assign(new Error("Template format error: JSON not well-formed."), {
      name: "ValidationError",
    });
  }
  const { World = {} } = document.Metadata ?? {};
  const parameters = Object.entries(document.Parameters ?? {});
  const template: Template = {
    text,
    resources: document.Resources ?? {},
    secrets: parameters.flatMap(([name, { NoEcho }]) => (String(NoEcho) === "true" ? [name] : [])),
    defaults: Object.fromEntries(
      parameters.flatMap(([name, { Default }]) => (Default === undefined ? [] : [[name, String(Default)]])),
    ),
    named: parameters.flatMap(([name, { Type = "" }]) =>
      Type.startsWith("AWS::SSM::Parameter::Value<") ? [name] : [],
    ),
    exports: Object.values(document.Outputs ?? {}).flatMap(({ Export }) =>
      typeof Export?.Name === "string" ? [Export.Name] : [],
    ),
    exported: Object.fromEntries(
      Object.values(document.Outputs ?? {}).flatMap(({ Export, Value }) =>
        typeof Export?.Name === "string" ? [[Export.Name, Value]] : [],
      ),
    ),
    imports: [...text.matchAll(/"Fn::ImportValue"\s*:\s*"([^"]*)"/g)].flatMap(([, name]) => name ?? []),
    outputs: Object.fromEntries(
      Object.entries(document.Outputs ?? {}).flatMap(([name, { Value }]) =>
        typeof Value === "string" ? [[name, Value]] : [],
      ),
    ),
    knobs: {
      seconds: null,
      refused: parameters.some(
        ([, { Default, AllowedValues }]) =>
          AllowedValues !== undefined && !AllowedValues.includes(Default as never),
      ),
      unsure: false,
      // Nobody signals, so a condition that is waited for is never met (CloudFormation template reference, WaitCondition).
      fails: Object.values(document.Resources ?? {}).some(
        ({ Type }) => Type === "AWS::CloudFormation::WaitCondition",
      )
        ? ["create", "update"]
        : [],
      ...World,
    },
  };
  known.set(text, template);
  return template;
}

/** How the stack's operations go. */
export const knobsOf = ({ knobs }: Template): Knobs => knobs;

/** Properties that replace their resource. Source: CloudFormation template reference, "Update requires: Replacement". */
const replacing: Readonly<Record<string, readonly string[]>> = {
  "AWS::ECS::TaskDefinition": ["ContainerDefinitions"],
};

/**
 * Types of which CloudFormation cannot tell whether an update replaces them: the answer of a custom resource's function decides
 * (CloudFormation user guide, "Custom resource reference"), and the CDK's metadata are called conditional too (aws-cdk-cli#1971).
 */
const decidedByItself = /^(Custom::|AWS::CloudFormation::CustomResource$|AWS::CDK::Metadata$)/;

/**
 * What has to happen to each resource. Another name is a replacement, as it is for most of AWS's types (CloudFormation
 * template reference): `Name`, or what the type calls its name (`BucketName`, `TopicName`).
 */
export function changesBetween(before: Template, after: Template): readonly Change[] {
  const names = new Set([...Object.keys(before.resources), ...Object.keys(after.resources)]);
  return [...names].flatMap((logicalId): Change[] => {
    const of = ({ resources }: Template) =>
      Object.hasOwn(resources, logicalId) ? resources[logicalId] : undefined;
    const [was, becomes] = [of(before), of(after)];
    const type = becomes?.Type ?? was?.Type ?? "";
    const about = { logicalId, type, replacement: "False", properties: [] } as const;
    if (was === undefined) return [{ ...about, action: "Add", policy: null }];
    if (becomes === undefined) return [{ ...about, action: "Remove", policy: policyOf(was) }];
    if (textOf(updated(was)) === textOf(updated(becomes))) return [];
    const properties = changedIn(was.Properties ?? {}, becomes.Properties ?? {});
    const isNamed = properties.some(
      (name) => name === "Name" || name === `${was.Type.split("::").at(-1)}Name`,
    );
    const replaces =
      was.Type !== becomes.Type ||
      isNamed ||
      properties.some((name) => replacing[was.Type]?.includes(name) ?? false);
    const policy = replaces ? `ReplaceAnd${was.UpdateReplacePolicy ?? "Delete"}` : null;
    const isUnsure = before.knobs.unsure || decidedByItself.test(type);
    const replacement = replaces ? "True" : isUnsure ? "Conditional" : "False";
    return [{ ...about, action: "Modify", replacement, properties, policy }];
  });
}

/**
 * What of a resource an update looks at: CloudFormation changes these attributes only together with something else (CloudFormation
 * user guide, "DeletionPolicy attribute", "UpdateReplacePolicy attribute").
 */
const updated = ({ DeletionPolicy: _, UpdateReplacePolicy: __, ...rest }: Declared) => rest;

type Properties = Readonly<Record<string, unknown>>;

const changedIn = (was: Properties, becomes: Properties): readonly string[] =>
  [...new Set([...Object.keys(was), ...Object.keys(becomes)])]
    .filter((name) => textOf(was[name]) !== textOf(becomes[name]))
    .sort();
