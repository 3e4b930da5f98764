import { readFileSync, rmSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as z from "zod";
import { ControlPlane } from "../../lib/control-plane/stack.ts";
import { settingsSchema } from "../../lib/settings/settings.ts";
import { emptyBundles } from "./synthesised.ts";

const bundles = emptyBundles();
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

const defaults = JSON.parse(
  readFileSync(new URL("../../lib/control-plane/default-settings.json", import.meta.url), "utf8"),
);
const { repository: _, mailRelay: __, ...onAws } = defaults;

/** Every door and every forge is in one of them. */
const installations = {
  "a sandbox": defaults,
  "an installation on AWS": {
    ...onAws,
    operators: { addresses: ["ops@example.com"], endpoints: ["https://pager.example.com/"] },
    repository: { name: "shop" },
    github: { repository: "team/shop", app: { clientId: "Iv23liSHOP", keySecretName: "shop/app" } },
    gitlab: { project: "team/shop", tokenSecretName: "shop/gitlab" },
  },
};
const resourcesSchema = z.record(
  z.string(),
  z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
);
type Resources = z.infer<typeof resourcesSchema>;

const resourcesOf = (settings: object): Resources =>
  resourcesSchema.parse(
    Template.fromStack(
      new ControlPlane(new App(), "ControlPlane", { settings: settingsSchema.parse(settings), bundles }),
    ).toJSON()["Resources"],
  );

/** The logical id that an attribute or a reference names. */
const idIn = (value: unknown): string =>
  JSON.stringify(value ?? null).match(/"(?:Fn::GetAtt":\[|Ref":)"(\w+)/)?.[1] ?? "";

const runbook = readFileSync(new URL("../../docs/runbook.md", import.meta.url), "utf8");
const redriving = runbook.slice(
  runbook.indexOf("### events-are-not-delivered"),
  runbook.indexOf("### builds-fail"),
);

/** An edge on which something is handed over and forgotten, and where it goes if it cannot be delivered. */
type Edge = { readonly edge: string; readonly deadLetters: string };

const targetSchema = z.array(z.looseObject({ Arn: z.unknown(), DeadLetterConfig: z.unknown().optional() }));

/** How each type of resource hands something over. A type that does so and is not named here is found by its name. */
const edgesOf: Readonly<
  Record<string, (id: string, properties: Record<string, unknown>) => readonly Edge[]>
> = {
  "AWS::Events::Rule": (id, { Targets }) =>
    targetSchema.parse(Targets).map((target) => ({
      edge: `${id} to ${idIn(target.Arn)}`,
      deadLetters: idIn(target.DeadLetterConfig),
    })),
  "AWS::Lambda::EventInvokeConfig": (id, { DestinationConfig }) => [
    { edge: id, deadLetters: idIn(DestinationConfig) },
  ],
  // A queue of dead letters is where an edge ends.
  "AWS::SQS::Queue": (id, { RedrivePolicy }) =>
    id.includes("deadletters") ? [] : [{ edge: id, deadLetters: idIn(RedrivePolicy) }],
  // SNS keeps nothing of a mail that a mailbox refuses: "mails-bounce" and the sweep's reminders watch those.
  "AWS::SNS::Subscription": (id, { Protocol, RedrivePolicy }) =>
    Protocol === "email" || Protocol === "email-json" ? [] : [{ edge: id, deadLetters: idIn(RedrivePolicy) }],
};
const handsOver =
  /^AWS::(Events::Rule|Lambda::(EventInvokeConfig|EventSourceMapping)|SQS::Queue$|SNS::Subscription|Pipes::|Scheduler::|S3::.*Notification|Logs::SubscriptionFilter|Kinesis)/;

describe.each(Object.entries(installations))("in %s", (_name, settings) => {
  const resources = resourcesOf(settings);
  const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
  const queues = ofType("AWS::SQS::Queue").map(([id]) => id);
  const alarms = ofType("AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties);
  const edges = Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    handsOver.test(Type)
      ? (edgesOf[Type]?.(id, Properties) ?? [{ edge: `${id}, a ${Type}`, deadLetters: "" }])
      : [],
  );

  test("each edge has a failure destination, and each of those an alarm", () => {
    expect(edges.length).toBeGreaterThanOrEqual(12);
    const kept = edges.filter(({ deadLetters }) => !queues.includes(deadLetters));
    expect(kept).toEqual([]);
    const watched = (queue: string) =>
      alarms.some(({ Dimensions, AlarmActions }) => idIn(Dimensions) === queue && AlarmActions !== undefined);
    expect(edges.filter(({ deadLetters }) => !watched(deadLetters))).toEqual([]);
  });

  test("an event at which its function fails each time is kept as well, and not tried for ever", () => {
    const failures = new Map(
      ofType("AWS::Lambda::EventInvokeConfig").map(([, { Properties }]) => [
        idIn(Properties["FunctionName"]),
        Properties,
      ]),
    );
    const called = ofType("AWS::Events::Rule").flatMap(([, { Properties }]) =>
      targetSchema
        .parse(Properties["Targets"])
        .filter(({ Arn }) => resources[idIn(Arn)]?.Type === "AWS::Lambda::Function"),
    );
    expect(called.length).toBeGreaterThanOrEqual(7);
    for (const { Arn, DeadLetterConfig } of called) {
      const config = failures.get(idIn(Arn)) ?? {};
      expect([idIn(Arn), idIn(config["DestinationConfig"])]).toEqual([idIn(Arn), idIn(DeadLetterConfig)]);
      expect(config).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 });
    }
  });

  test("they share one queue and one alarm, within the quotas of a queue's policy", () => {
    const [deadLetters, ...others] = queues.filter((id) => id.includes("deadletters"));
    expect(others).toEqual([]);
    const [policy] = ofType("AWS::SQS::QueuePolicy").flatMap(([, { Properties }]) =>
      idIn(Properties["Queues"]) === deadLetters ? [Properties["PolicyDocument"]] : [],
    );
    // Source: SQS developer guide, "Amazon SQS policy quotas". An intrinsic function is no shorter than what it becomes.
    expect((policy as { Statement: readonly unknown[] }).Statement.length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(8_192);
  });

  test("the runbook says of each receiver how to deliver again", () => {
    const called = ofType("AWS::Lambda::EventInvokeConfig").map(([, { Properties }]) =>
      String(resources[idIn(Properties["FunctionName"])]?.Properties["FunctionName"]).replace(
        `${settings.application}-`,
        "",
      ),
    );
    const isTold = edges.some(({ edge }) => resources[edge]?.Type === "AWS::SNS::Subscription");
    const names = [...called, "builds", ...(isTold ? ["operators"] : [])];
    expect(names.length).toBeGreaterThanOrEqual(5);
    expect(names.filter((name) => !redriving.includes(`\`${name}\``))).toEqual([]);
    for (const command of ["aws sqs receive-message", "aws lambda invoke", "aws sqs delete-message"])
      expect(redriving).toContain(command);
  });
});
