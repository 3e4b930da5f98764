import * as z from "zod";

/** The region of every account that is computed with. */
export const region = "eu-central-1";
/** The control plane's account. */
export const controlPlane = "111111111111";
/** The accounts of the environments. */
export const accounts = {
  development: "222222222222",
  staging: "333333333333",
  production: "444444444444",
} as const;

/** One resource of a template, with every reference replaced by what it stands for. */
export type Resource = {
  readonly id: string;
  readonly type: string;
  readonly arn: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have the shape of their type.
  readonly properties: Readonly<Record<string, any>>;
};

/** A template after its deployment to the control plane's account. */
export type Deployed = {
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, string>>;
};

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});

type Raw = { readonly type: string; readonly properties: Readonly<Record<string, unknown>> };

const pseudo: Readonly<Record<string, string>> = {
  "AWS::Partition": "aws",
  "AWS::Region": region,
  "AWS::AccountId": controlPlane,
  "AWS::URLSuffix": "amazonaws.com",
};

/** The last part of a resource's ARN: its name if the template names it, otherwise its logical id. */
const arnOf: Readonly<Record<string, (id: string, properties: Readonly<Record<string, unknown>>) => string>> =
  {
    "AWS::IAM::Role": (id) => `arn:aws:iam::${controlPlane}:role/${id}`,
    "AWS::Lambda::Function": (_, { FunctionName }) => regional("lambda", `function:${FunctionName}`),
    "AWS::StepFunctions::StateMachine": (_, { StateMachineName }) =>
      regional("states", `stateMachine:${StateMachineName}`),
    "AWS::Logs::LogGroup": (id, { LogGroupName }) => regional("logs", `log-group:${LogGroupName ?? id}:*`),
    "AWS::DynamoDB::GlobalTable": (id) => regional("dynamodb", `table/${id}`),
    "AWS::S3::Bucket": (id) => `arn:aws:s3:::${id.toLowerCase()}`,
    "AWS::KMS::Key": (id) => regional("kms", `key/${id}`),
    "AWS::SNS::Topic": (id, { TopicName }) => regional("sns", String(TopicName ?? id)),
    "AWS::SQS::Queue": (id) => regional("sqs", id),
    "AWS::CodeBuild::Project": (_, { Name }) => regional("codebuild", `project/${Name}`),
    "AWS::Events::Rule": (id) => regional("events", `rule/${id}`),
    "AWS::Events::EventBus": (_, { Name }) => regional("events", `event-bus/${Name}`),
  };

/** An ARN of the control plane's account and region. */
export const regional = (service: string, rest: string): string =>
  `arn:aws:${service}:${region}:${controlPlane}:${rest}`;

/** Types whose `Ref` is the ARN. Source: CloudFormation template reference, "Return values" of each. */
const refIsArn = new Set(["AWS::StepFunctions::StateMachine", "AWS::SNS::Topic"]);

/** @throws Error for a reference or function that this reader does not know: what it cannot read, it cannot judge. */
export function deployed(template: unknown): Deployed {
  const { Resources, Outputs } = templateSchema.parse(template);
  const raw = new Map<string, Raw>(
    Object.entries(Resources).map(([id, { Type, Properties }]) => [
      id,
      { type: Type, properties: Properties },
    ]),
  );
  const arn = (id: string): string => {
    const { type = "", properties = {} } = raw.get(id) ?? {};
    return arnOf[type]?.(id, plainNames(properties)) ?? `arn:aws:unknown:::${id}`;
  };
  const nameOf = (id: string): string => {
    const { LogGroupName } = plainNames(raw.get(id)?.properties ?? {});
    return String(LogGroupName ?? arn(id).split(/[:/]/).at(-1));
  };
  const evaluate = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(evaluate);
    if (typeof value !== "object" || value === null) return value;
    const [[name = "", of] = []] = Object.entries(value);
    if (name === "Ref") {
      const id = String(of);
      if (id.startsWith("AWS::")) return known(pseudo[id], id);
      return refIsArn.has(raw.get(id)?.type ?? "") ? arn(id) : nameOf(id);
    }
    if (name === "Fn::GetAtt") {
      const [id = "", attribute = ""] = of as readonly string[];
      return attribute === "Arn" ? arn(id) : nameOf(id);
    }
    if (name === "Fn::Join") {
      const [by, parts] = of as readonly [string, readonly unknown[]];
      return parts.map((one) => String(evaluate(one))).join(by);
    }
    if (name === "Fn::Sub" && typeof of === "string")
      return of.replace(/\$\{([^}]+)\}/g, (_, key) => String(evaluate({ Ref: key })));
    if (name.startsWith("Fn::")) throw new Error(`the reader of templates knows no ${name}: add it`);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, evaluate(one)]));
  };
  return {
    resources: [...raw].map(([id, { type, properties }]) => ({
      id,
      type,
      arn: arn(id),
      properties: evaluate(properties) as Resource["properties"],
    })),
    outputs: Object.fromEntries(
      Object.entries(Outputs).map(([id, { Value }]) => [id, String(evaluate(Value))]),
    ),
  };
}

/** Names are texts in our templates; anything else is no name. */
const plainNames = (properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => typeof value === "string"));

function known(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`the reader of templates knows no ${name}: add it`);
  return value;
}

/** The resources of a type. */
export const ofType = ({ resources }: Deployed, type: string): readonly Resource[] =>
  resources.filter((one) => one.type === type);
