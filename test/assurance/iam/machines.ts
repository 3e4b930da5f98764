import type { Names } from "./authorised.ts";
import { namesIn } from "./names.ts";
import type { Principal } from "./policies.ts";
import type { Use } from "./refusal-of.ts";
import { type Deployed, ofType, type Resource, regional } from "./template.ts";

/** Something that a service does on our behalf, and who has to allow it. */
export type ServiceUse = {
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly sourceArn: string;
  /** The topic for which SNS has a key encrypt. */
  readonly topic?: string;
};

const asks = (by: string, action: string, resource: string, call: string): Use => ({
  by,
  session: null,
  asked: { action, resource },
  call,
});

/** Source: Step Functions developer guide, "Logging using CloudWatch Logs". */
const logging = [
  "CreateLogDelivery",
  "GetLogDelivery",
  "UpdateLogDelivery",
  "DeleteLogDelivery",
  "ListLogDeliveries",
  "PutResourcePolicy",
  "DescribeResourcePolicies",
  "DescribeLogGroups",
];
/** Source: Step Functions developer guide, "Trace requests using AWS X-Ray". */
const tracing = ["PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"];

type States = Readonly<Record<string, { readonly Resource?: string; readonly Parameters?: object }>>;

/** What a machine's role needs: the states say it. Sources: Step Functions developer guide, "IAM policies" of each integration. */
function usesOfMachine({ properties }: Resource): readonly Use[] {
  const by = String(properties["StateMachineName"]);
  const substitutions = properties["DefinitionSubstitutions"] as Readonly<Record<string, string>>;
  const text = String(properties["DefinitionString"]).replace(
    /\$\{([^}]+)\}/g,
    (_, name) => substitutions[name] ?? "",
  );
  const { States } = JSON.parse(text) as { readonly States: States };
  const integrated = Object.values(States).flatMap(({ Resource: integration = "", Parameters = {} }) => {
    const { FunctionName, StateMachineArn } = Parameters as Readonly<Record<string, string>>;
    if (integration.includes("lambda:invoke"))
      return [asks(by, "lambda:InvokeFunction", FunctionName ?? "", integration)];
    if (!integration.includes("startExecution.sync")) return [];
    const machine = StateMachineArn ?? "";
    const execution = `${machine.replace(":stateMachine:", ":execution:")}:one`;
    const rule = regional("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule");
    return [
      asks(by, "states:StartExecution", machine, integration),
      ...["DescribeExecution", "StopExecution"].map((one) =>
        asks(by, `states:${one}`, execution, integration),
      ),
      ...["PutTargets", "PutRule", "DescribeRule"].map((one) => asks(by, `events:${one}`, rule, integration)),
    ];
  });
  return [
    ...integrated,
    ...(properties["LoggingConfiguration"] === undefined ? [] : logging).map((one) =>
      asks(by, `logs:${one}`, "*", "its log"),
    ),
    ...(properties["TracingConfiguration"] === undefined ? [] : tracing).map((one) =>
      asks(by, `xray:${one}`, "*", "its trace"),
    ),
  ];
}

/** What a function's role needs besides its code: its log, and where events go at which it fails. */
function usesOfFunction(deployed: Deployed, { properties }: Resource): readonly Use[] {
  const name = String(properties["FunctionName"]);
  const by = name.replace(/^interlock-reference-/, "");
  const group = ofType(deployed, "AWS::Logs::LogGroup").find(
    (one) => one.properties["LogGroupName"] === `/aws/lambda/${name}`,
  );
  const failures = ofType(deployed, "AWS::Lambda::EventInvokeConfig").filter(
    (one) => one.properties["FunctionName"] === name,
  );
  return [
    ...["CreateLogStream", "PutLogEvents"].map((one) => asks(by, `logs:${one}`, group?.arn ?? "", "its log")),
    ...failures.map((one) =>
      asks(
        by,
        "sqs:SendMessage",
        String(one.properties["DestinationConfig"].OnFailure.Destination),
        "events at which it fails",
      ),
    ),
  ];
}

/** What a build's role needs: its source, its log, and what a submission does (lib/command-line/submission). */
function usesOfBuild(deployed: Deployed, names: Names, { properties }: Resource): readonly Use[] {
  const by = roleNamed(deployed, properties["ServiceRole"]);
  const repository = String(properties["Source"].Location).split("/").at(-1);
  const group = String(properties["LogsConfig"].CloudWatchLogs.GroupName);
  const kept = (bucket: string) => `arn:aws:s3:::${bucket}/by-digest/digest`;
  const createOnly = { "s3:if-none-match": "*", "s3:ObjectCreationOperation": "true" };
  const created = Object.values(names.buckets).map((bucket): Use => {
    const asked = { action: "s3:PutObject", resource: kept(bucket), context: createOnly };
    return { by, session: null, asked, call: "a submission" };
  });
  return [
    asks(by, "codecommit:GitPull", regional("codecommit", repository ?? ""), "its source"),
    ...["CreateLogStream", "PutLogEvents"].map((one) =>
      asks(by, `logs:${one}`, regional("logs", `log-group:${group}:log-stream:one`), "its log"),
    ),
    asks(
      by,
      "cloudformation:DescribeStacks",
      regional("cloudformation", "stack/interlock-reference-control-plane/id"),
      "a submission",
    ),
    ...["GetItem", "Query"].map((one) => asks(by, `dynamodb:${one}`, names.table, "a submission")),
    ...Object.values(names.buckets).map((bucket) => asks(by, "s3:GetObject", kept(bucket), "a submission")),
    ...created,
    asks(by, "events:PutEvents", names.bus, "a submission"),
  ];
}

/** What the roles of rules need: those whose targets are reached under one. */
const usesOfRule = (deployed: Deployed, { properties }: Resource): readonly Use[] =>
  (properties["Targets"] as readonly Target[]).flatMap(({ Arn, RoleArn }) =>
    RoleArn === undefined ? [] : [asks(roleNamed(deployed, RoleArn), "codebuild:StartBuild", Arn, "a rule")],
  );

type Target = {
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly DeadLetterConfig?: { readonly Arn: string };
};

const roleNamed = (deployed: Deployed, arn: unknown): string =>
  ofType(deployed, "AWS::IAM::Role").find((role) => role.arn === arn)?.id ?? "a role that is not there";

/** What the roles of machines, functions, builds and rules need, whatever their code does. */
export const wiringUses = (deployed: Deployed): readonly Use[] => [
  ...ofType(deployed, "AWS::CodeBuild::Project").flatMap((one) =>
    usesOfBuild(deployed, { ...namesIn(deployed), account: "" }, one),
  ),
  ...ofType(deployed, "AWS::Events::Rule").flatMap((one) => usesOfRule(deployed, one)),
  ...ofType(deployed, "AWS::StepFunctions::StateMachine").flatMap(usesOfMachine),
  ...ofType(deployed, "AWS::Lambda::Function").flatMap((one) => usesOfFunction(deployed, one)),
];

/** What services do for us: rules that invoke functions, routes, alarms, access logs. */
export function serviceUses(deployed: Deployed): readonly ServiceUse[] {
  const rules = ofType(deployed, "AWS::Events::Rule").flatMap(({ arn, properties }) =>
    (properties["Targets"] as readonly Target[]).flatMap((target) => [
      ...(target.RoleArn === undefined
        ? [
            {
              service: "events",
              action: target.Arn.includes(":sqs:") ? "sqs:SendMessage" : "lambda:InvokeFunction",
              resource: target.Arn,
              sourceArn: arn,
            },
          ]
        : []),
      ...(target.DeadLetterConfig === undefined
        ? []
        : [
            {
              service: "events",
              action: "sqs:SendMessage",
              resource: target.DeadLetterConfig.Arn,
              sourceArn: arn,
            },
          ]),
    ]),
  );
  const integrations = new Map(
    ofType(deployed, "AWS::ApiGatewayV2::Integration").map(({ id, properties }) => [
      id,
      String(properties["IntegrationUri"]),
    ]),
  );
  const routes = ofType(deployed, "AWS::ApiGatewayV2::Route").map(({ properties }) => {
    const [, path = ""] = String(properties["RouteKey"]).split(" ");
    return {
      service: "apigateway",
      action: "lambda:InvokeFunction",
      resource: integrations.get(String(properties["Target"]).split("/").at(-1) ?? "") ?? "",
      sourceArn: regional("execute-api", `${properties["ApiId"]}/$default/*${path}`),
    };
  });
  const alarms = ofType(deployed, "AWS::CloudWatch::Alarm").flatMap(({ id, properties }) =>
    [properties["AlarmActions"] ?? [], properties["OKActions"] ?? []].flat().flatMap((topic) =>
      [["sns:Publish", topic], ...encryptionOf(deployed, topic)].map(([action = "", resource = ""]) => ({
        service: "cloudwatch",
        action,
        resource,
        sourceArn: regional("cloudwatch", `alarm:${id}`),
        topic,
      })),
    ),
  );
  const logged = ofType(deployed, "AWS::S3::Bucket").flatMap(({ arn, properties }) => {
    const to = properties["LoggingConfiguration"]?.DestinationBucketName;
    return to === undefined
      ? []
      : [
          {
            service: "logging.s3",
            action: "s3:PutObject",
            resource: `arn:aws:s3:::${to}/log`,
            sourceArn: arn,
          },
        ];
  });
  return [...rules, ...routes, ...alarms, ...logged];
}

function encryptionOf(deployed: Deployed, topic: string): readonly (readonly string[])[] {
  const key = ofType(deployed, "AWS::SNS::Topic").find(({ arn }) => arn === topic)?.properties[
    "KmsMasterKeyId"
  ];
  return key === undefined
    ? []
    : ["kms:Decrypt", "kms:GenerateDataKey"].map((action) => [action, String(key)]);
}

/** The principal of a service. */
export const principalOf = ({ service }: ServiceUse): Principal => ({ service: `${service}.amazonaws.com` });
