import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { readSettings } from "../../lib/control-plane/settings.ts";
import { environments } from "../../lib/domain/environment.ts";
import { problems } from "../../lib/mails/alarms.ts";
import { pages } from "../../lib/tasks/pages.ts";
import { isDeployedIn, type TaskName, tasks } from "../../lib/tasks/tasks.ts";
import { controlPlane } from "./synthesised.ts";

type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown };
type Resource = { Type: string; Properties: Record<string, unknown> };

const { stack, bundles } = controlPlane();
const template = Template.fromStack(stack).toJSON() as {
  Resources: Record<string, Resource>;
  Outputs: object;
};
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

const ofType = (type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
const functions = ofType("AWS::Lambda::Function").map(([, { Properties }]) => Properties);
const nameOf = (properties: Record<string, unknown>) =>
  String(properties["FunctionName"]).replace("interlock-reference-", "");
const roleOf = (properties: Record<string, unknown>) =>
  (properties["Role"] as { "Fn::GetAtt": [string] })["Fn::GetAtt"][0];

/** What each function's role may do. */
const statements = new Map(
  functions.map((properties) => {
    const role = roleOf(properties);
    const policies = ofType("AWS::IAM::Policy").filter(([, { Properties }]) =>
      JSON.stringify(Properties["Roles"]).includes(`"${role}"`),
    );
    const all = policies.flatMap(
      ([, { Properties }]) => (Properties["PolicyDocument"] as { Statement: Statement[] }).Statement,
    );
    return [nameOf(properties), all] as const;
  }),
);
const mayDo = (action: string) =>
  [...statements]
    .filter(([, all]) =>
      all.some(({ Effect, Action }) => Effect === "Allow" && [Action].flat().includes(action)),
    )
    .map(([name]) => name)
    .sort();

test("every task is deployed as the table says, each under a role of its own", () => {
  const expected = [
    ...Object.entries(tasks).flatMap(([name, { deployed }]) =>
      deployed === "once"
        ? [name]
        : environments
            .filter((environment) => isDeployedIn(name as TaskName, environment))
            .map((environment) => `${name}-${environment}`),
    ),
    ...Object.keys(pages),
  ];
  expect(functions.map(nameOf).sort()).toEqual(expected.sort());
  expect(new Set(functions.map(roleOf)).size).toBe(functions.length);
});

/** The roles of environments' accounts that a function may assume, by the ARN's end. */
const assumedBy = (name: string): readonly string[] =>
  (statements.get(name) ?? [])
    .filter(({ Action }) => [Action].flat().includes("sts:AssumeRole"))
    .flatMap(({ Resource }) => [Resource].flat())
    .map((resource) => (JSON.stringify(resource).match(/:iam::\d+:role\/[\w-]+/) ?? [""])[0]);
const accountOf = { development: "222222222222", staging: "333333333333", production: "444444444444" };

test.each(environments)("%s's functions reach no other environment's account", (environment) => {
  const names = [...statements.keys()].filter((name) => name.endsWith(`-${environment}`));
  expect(names.length).toBeGreaterThanOrEqual(5);
  for (const name of names) {
    const roles = assumedBy(name);
    expect(roles.length).toBeGreaterThan(0);
    expect(roles.filter((role) => !role.startsWith(`:iam::${accountOf[environment]}:role/`))).toEqual([]);
  }
});

test("a function that works in all environments only looks at them", () => {
  const once = [...statements.keys()].filter((name) => !environments.some((one) => name.endsWith(`-${one}`)));
  const looking = once.filter((name) => assumedBy(name).length > 0);
  expect(looking.sort()).toEqual(["open-gate", "open-run", "preserve-logs", "read-gate"]);
  for (const name of looking)
    for (const role of assumedBy(name)) expect(role).toContain(":role/cdk-hnb659fds-lookup-role-");
  expect(assumedBy("preserve-logs").filter((role) => !role.includes(accountOf.production))).toEqual([]);
});

test("only the signer signs receipts, and only decide signs decisions", () => {
  const keyOf = (name: string) =>
    (statements.get(name) ?? []).flatMap(({ Action, Resource }) =>
      [Action].flat().includes("kms:Sign") ? [JSON.stringify(Resource)] : [],
    );
  const resolving = environments.map((environment) => `resolve-quarantine-${environment}`).sort();
  expect(mayDo("kms:Sign")).toEqual([
    "adopt-commit",
    "decide",
    "lift-window",
    ...resolving,
    "resume-work",
    "sign-receipt",
  ]);
  for (const name of [...resolving, "resume-work", "adopt-commit", "lift-window"])
    expect(keyOf(name)).toEqual([expect.stringContaining("DecisionKeysOperatorKey")]);
  expect(keyOf("decide")).toEqual([expect.stringContaining("DecisionKeysDecisionKey")]);
  expect(keyOf("sign-receipt")).toEqual([expect.stringContaining("InfrastructureRecordsSigningKey")]);
});

test("only the functions that send links make them, and only the pages that open them verify them", () => {
  expect(mayDo("kms:GenerateMac")).toEqual(["open-gate", "sweep"]);
  expect(mayDo("kms:VerifyMac")).toEqual(["decide", "open-gate", "show-invitation", "show-runs", "sweep"]);
});

test("only the functions of one environment may assume a role that changes stacks, publishes files or empties buckets", () => {
  const hands = environments.flatMap((environment) => [
    `publish-assets-${environment}`,
    `provision-step-${environment}`,
    `roll-back-step-${environment}`,
  ]);
  const changing = [...statements.keys()].filter((name) =>
    assumedBy(name).some((role) => !role.includes("-lookup-role-") && !role.includes("interlock-checks-")),
  );
  expect(changing.sort()).toEqual([...hands, "reopen-ingress-production"].sort());
});

test("only what validates and what opens production again may assume the role for a team's own checks", () => {
  const asking = [...statements.keys()].filter((name) =>
    assumedBy(name).some((role) => role.includes("interlock-checks-")),
  );
  expect(asking.sort()).toEqual(
    [
      ...environments.map((environment) => `validate-environment-${environment}`),
      "reopen-ingress-production",
    ].sort(),
  );
});

test("no function may change anything of CloudFormation's in the control plane's account", () => {
  const actions = [...statements.values()].flat().flatMap(({ Action }) => [Action].flat());
  expect(actions.filter((action) => /^(cloudformation|iam):/.test(action))).toEqual([]);
});

// Source: DynamoDB developer guide, "Using IAM policy conditions for fine-grained access control".
test("no function may delete an entry or a decision, and none may write items of the table without naming them", () => {
  const writes = [...statements].flatMap(([name, all]) =>
    all.flatMap(({ Effect, Action, Condition }) => {
      const actions = [Action]
        .flat()
        .filter((action) => /^dynamodb:(Put|Update|Delete|BatchWrite)/.test(action));
      const keys = (Condition as { "ForAllValues:StringLike"?: Record<string, string[]> } | undefined)?.[
        "ForAllValues:StringLike"
      ]?.["dynamodb:LeadingKeys"];
      return Effect === "Allow" && actions.length > 0 ? [{ name, actions, keys }] : [];
    }),
  );
  expect(writes.length).toBeGreaterThan(0);
  expect(writes.filter(({ keys = [] }) => keys.length === 0 || keys.includes("*"))).toEqual([]);
  const deleted = writes.filter(({ actions }) => actions.includes("dynamodb:DeleteItem"));
  const kept = /^(RUN|INVITATION|PLAN|CHECKPOINT|KEYS|SUCCESSES)\b/;
  expect(
    deleted.flatMap(({ name, keys = [] }) => keys.filter((key) => kept.test(key)).map(() => name)),
  ).toEqual([]);
});

// Source: Service Authorization Reference, S3: ListBucket tells the names of all that a bucket holds.
test("no function may list what a bucket holds, but for the versions of the second copies", () => {
  const listing = [...statements.values()]
    .flat()
    .flatMap(({ Action }) => [Action].flat())
    .filter((action) => /^s3:(\*|List\*?|ListBucket|ListAllMyBuckets)$/.test(action));
  expect(listing).toEqual([]);
});

// Source: AWS SDKs and Tools reference guide, "Retry behavior": three times without the variable.
test("every function sends a request six times before it gives up", () => {
  const attempts = ofType("AWS::Lambda::Function").map(
    ([, { Properties }]) =>
      (Properties["Environment"] as { Variables?: Record<string, string> } | undefined)?.Variables?.[
        "AWS_MAX_ATTEMPTS"
      ],
  );
  expect(new Set(attempts)).toEqual(new Set(["6"]));
});

test("only decide and sweep may answer a waiting gate", () => {
  expect(mayDo("states:SendTaskSuccess")).toEqual(["decide", "sweep"]);
});

test("only open-gate may seal a task token, and only decide and sweep may open one", () => {
  const about = (action: string) =>
    [...statements]
      .filter(([, all]) =>
        all.some(
          ({ Action, Resource, Condition }) =>
            [Action].flat().includes(action) &&
            JSON.stringify(Resource).includes("TokenKey") &&
            // Whoever sends mails has SNS use the key, and SNS opens nothing for them.
            !JSON.stringify(Condition ?? {}).includes('"kms:ViaService":"sns.*"'),
        ),
      )
      .map(([name]) => name)
      .sort();
  expect(about("kms:Encrypt")).toEqual(["open-gate"]);
  expect(about("kms:Decrypt")).toEqual(["decide", "sweep"]);
  const [policy] = ofType("AWS::KMS::Key")
    .map(([, { Properties }]) => JSON.stringify(Properties["KeyPolicy"]))
    .filter((text) => text.includes("OnlyTheAnsweringFunctionsOpen"));
  expect(policy).toMatch(/"Action":\["kms:Decrypt","kms:ReEncryptFrom"\].*"Effect":"Deny"/);
  // Only what SNS sealed for a topic is excepted: a token is sealed for a run and a gate.
  expect(policy).toContain('"Null":{"kms:EncryptionContext:aws:sns:topicArn":"true"}');
  const excepted = [...(policy ?? "").matchAll(/"Fn::GetAtt":\["([a-z]+)role/g)].map(([, name]) => name);
  expect(excepted.toSorted()).toEqual(["decide", "sweep"]);
});

test("no function may redrive an ended run, and only the sweep stops children", () => {
  expect(mayDo("states:RedriveExecution")).toEqual([]);
  expect(mayDo("states:StopExecution")).toEqual(["sweep"]);
});

test("a failed execution is looked at at once, and every run once a minute", () => {
  const rules = ofType("AWS::Events::Rule").map(([, { Properties }]) => Properties);
  const sweep = functions.find((properties) => nameOf(properties) === "sweep");
  const toSweep = rules.filter(({ Targets }) =>
    JSON.stringify(Targets).includes(
      Object.entries(template.Resources).find(([, { Properties }]) => Properties === sweep)?.[0] ?? "none",
    ),
  );
  expect(toSweep.map(({ ScheduleExpression }) => ScheduleExpression)).toContain("rate(1 minute)");
  expect(toSweep.map(({ EventPattern }) => EventPattern)).toContainEqual(
    expect.objectContaining({
      source: ["aws.states"],
      detail: expect.objectContaining({ status: ["FAILED", "TIMED_OUT", "ABORTED"] }),
    }),
  );
});

test("the page that shows an invitation may only read, so that looking decides nothing", () => {
  const actions = (statements.get("show-invitation") ?? []).flatMap(({ Action }) => [Action].flat());
  expect(
    actions.filter(
      (action) => !/:(Get|Query|BatchGet|VerifyMac)|^logs:(CreateLogStream|PutLogEvents)$/.test(action),
    ),
  ).toEqual([]);
});

test("no one may delete a record, shorten its retention, or drop its key", () => {
  for (const action of ["s3:PutObjectRetention", "s3:BypassGovernanceRetention", "kms:ScheduleKeyDeletion"])
    expect(mayDo(action)).toEqual([]);
});

test("no function may delete the content of a bucket in the control plane's account", () => {
  for (const action of ["s3:DeleteObject", "s3:DeleteObjectVersion"]) expect(mayDo(action)).toEqual([]);
});

test("every log group has a retention, and no function creates one by accident", () => {
  const groups = ofType("AWS::Logs::LogGroup");
  expect(groups.filter(([, { Properties }]) => Properties["RetentionInDays"] === undefined)).toEqual([]);
  for (const properties of functions)
    expect(
      groups.some(
        ([, group]) => group.Properties["LogGroupName"] === `/aws/lambda/${properties["FunctionName"]}`,
      ),
    ).toBe(true);
});

describe("an alarm", () => {
  const alarms = ofType("AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties);

  test("is there for every problem, bears its name, and names its section of the runbook", () => {
    const names = alarms.map(({ AlarmName }) => String(AlarmName).replace("interlock-reference-", ""));
    for (const problem of Object.keys(problems)) {
      const its = alarms.filter((_, index) => names[index]?.startsWith(problem));
      expect({ problem, alarms: its.length }).not.toEqual({ problem, alarms: 0 });
      for (const one of its)
        expect(one["AlarmDescription"]).toMatch(new RegExp(`docs/runbook.md#${problem}$`));
    }
    expect(
      names.filter((name) => !Object.keys(problems).some((problem) => name.startsWith(problem))),
    ).toEqual([]);
  });

  test("tells the operators when it rings and when it is over, and no approver", () => {
    for (const { AlarmActions, OKActions, AlarmName } of alarms) {
      expect({ AlarmName, to: JSON.stringify(AlarmActions) }).toEqual({
        AlarmName,
        to: expect.stringMatching(/^\[\{"Ref":"OperatorsTopic/),
      });
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  test("of a heartbeat rings in silence too", () => {
    const silent = alarms.filter(({ TreatMissingData }) => TreatMissingData === "breaching");
    expect(silent.map(({ AlarmName }) => AlarmName).sort()).toEqual([
      "interlock-reference-records-are-not-watched",
      "interlock-reference-sweep-is-silent",
    ]);
    for (const { ComparisonOperator } of silent) expect(ComparisonOperator).toBe("LessThanThreshold");
  });

  test("can be published: its topic and the topic's key admit CloudWatch", () => {
    const policies = ofType("AWS::SNS::TopicPolicy").map(([, { Properties }]) => JSON.stringify(Properties));
    const operators = policies.filter((policy) => policy.includes("OperatorsTopic"));
    expect(operators).toHaveLength(1);
    expect(operators[0]).toContain('"Action":"sns:Publish"');
    expect(operators[0]).toContain('"Service":"cloudwatch.amazonaws.com"');
    const keys = ofType("AWS::KMS::Key").map(([, { Properties }]) => JSON.stringify(Properties));
    expect(keys.some((key) => key.includes("cloudwatch.amazonaws.com"))).toBe(true);
  });
});

test("operators have a query for the lines of a run, and no dashboard unless they ask for one", () => {
  expect(ofType("AWS::Logs::QueryDefinition")).toHaveLength(1);
  expect(ofType("AWS::CloudWatch::Dashboard")).toEqual([]);
});

test("what a first deployment leaves when it fails does not refuse the second one", () => {
  const named = Object.values(template.Resources).filter(
    ({ Type, Properties }) => Type === "AWS::Logs::LogGroup" && Properties["LogGroupName"] !== undefined,
  );
  expect(named.length).toBeGreaterThan(13);
  expect(new Set(named.map((group) => (group as { DeletionPolicy?: string }).DeletionPolicy))).toEqual(
    new Set(["Delete"]),
  );
});

test("Step Functions acts as a machine's role for this account only", () => {
  const trusts = ofType("AWS::IAM::Role")
    .map(([, { Properties }]) => Properties["AssumeRolePolicyDocument"])
    .filter((document) => JSON.stringify(document).includes("states.amazonaws.com"));
  expect(trusts.length).toBeGreaterThan(13);
  for (const document of trusts)
    expect(document).toMatchObject({
      Statement: [{ Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } } }],
    });
});

test("the machines log no execution data: at a gate it holds the task token", () => {
  const machines = ofType("AWS::StepFunctions::StateMachine");
  expect(machines).toHaveLength(17);
  for (const [, { Properties }] of machines)
    expect(Properties["LoggingConfiguration"]).toMatchObject({ IncludeExecutionData: false });
});

test("the access log has the route and never the path", () => {
  const [stage] = ofType("AWS::ApiGatewayV2::Stage");
  const format = JSON.stringify(stage?.[1].Properties["AccessLogSettings"]);
  expect(format).toContain("routeKey");
  expect(format).not.toMatch(/context\.path|resourcePath/);
});

test("the records outlive the stack", () => {
  const kept = Object.values(template.Resources).filter(
    (resource) => "DeletionPolicy" in resource && resource["DeletionPolicy"] === "Retain",
  );
  expect(kept.map(({ Type }) => Type)).toEqual(
    expect.arrayContaining(["AWS::DynamoDB::GlobalTable", "AWS::S3::Bucket", "AWS::KMS::Key"]),
  );
});

test("settings that do not parse are refused, with the error", () => {
  const path = join(bundles, "settings.json");
  writeFileSync(path, JSON.stringify({ application: "Shop!", approvers: [], waivers: [], retentionDays: 0 }));
  expect(() => readSettings(path)).toThrow(/application: .*; approvers: /);
  expect(() => readSettings(join(bundles, "nobody.json"))).toThrow("cannot be read");
});
