import { canonicalJson, sha256 } from "../../../lib/domain/canonical.ts";
import type { Change } from "../../../lib/domain/change/manifest.ts";
import { rehearsalTag } from "../../../lib/domain/change/rehearsal.ts";
import { type Environment, environments, type Part } from "../../../lib/domain/environment.ts";
import { copiesOf } from "../../../lib/ports/shared/chain/second-copies.ts";
import { assetsBucketOf } from "../../../lib/ports/shared/environments/roles.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { type Shape, templateOf } from "../../simulator/changes.ts";
import {
  application,
  begin,
  failing,
  planWith,
  rejectAt,
  stackOf,
  sweep,
  take,
  takeUntil,
} from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";

import { dayMs, minuteMs, type Scenario, updated } from "./scenario.ts";

/** Files that a change brings along. */
function withAsset(world: World, text: string): (change: Change) => Change {
  world.s3.overwrite(`by-digest/${sha256(text)}`, text);
  const assets = (environment: Environment) => [
    {
      name: "Orders/Code",
      digest: sha256(text),
      bytes: text.length,
      bucketName: assetsBucketOf(world.accounts.place(environment)),
      objectKey: `${sha256(`source of ${text}`)}.zip`,
    },
  ];
  return (change) => ({
    ...change,
    assets: {
      development: assets("development"),
      staging: assets("staging"),
      production: assets("production"),
    },
  });
}

/** A template that is too large for a request, so that CloudFormation reads it from a bucket. */
const large = (text: string): string =>
  text.replace("{", `{"Mappings":{"Much":{"Of":{"It":"${"x".repeat(60_000)}"}}},`);

/** Stories of runs: how each ends well and badly. */
export const runScenarios: readonly Scenario[] = [
  {
    name: "two releases, the second an update, with files and large templates",
    plays: async (world) => {
      await take(world, { edit: withAsset(world, "orders") });
      await world.call("watch-records", {});
      await take(world, {
        ...updated(2),
        templateOf: (environment, part) =>
          part === "compute" ? large(templateOf(environment, part, updated(2))) : undefined,
      });
      await world.call("watch-records", {});
      await world.call("admit-operator", {});
      for (const page of ["runs", "runs/none"])
        await world.does(() => world.fetch(`http://127.0.0.1/${page}`));
    },
  },
  ...environments.map(
    (environment): Scenario => ({
      name: `a first release fails in ${environment}`,
      plays: (world) => take(world, failing(environment, "compute")),
    }),
  ),
  ...environments.map(
    (environment): Scenario => ({
      name: `an update fails in ${environment}, and then its rollback`,
      plays: async (world) => {
        await take(world);
        await take(world, {
          commit: 2,
          twists: [
            { environment, part: "compute", version: 2, fails: "update" },
            { environment, part: "compute", version: 2, fails: "update-rollback" },
          ],
        });
        await sweep(world);
      },
    }),
  ),
  ...(["plan-approval", "staging-sign-off", "change-record", "production-release"] as const).map(
    (gate): Scenario => ({
      name: `a no at ${gate} of a live production`,
      plays: async (world) => {
        await take(world);
        rejectAt(world, gate);
        await take(world, updated(2), planWith());
        await sweep(world);
      },
    }),
  ),
  ...environments.map(
    (environment): Scenario => ({
      name: `an execution is stopped in the middle of ${environment}`,
      plays: async (world) => {
        await take(world);
        const number = { development: "4.1", staging: "5.2", production: "6.2" }[environment];
        const states = [...world.states.executions.values()].flatMap(({ history }) =>
          history.map(({ state }) => state ?? ""),
        );
        const state = states.find((name) => name.startsWith(number)) ?? "";
        world.cloudFormation.pace.set(`${application}-${environment}-compute`, 600);
        world.time.after(minuteMs, () => undefined);
        await takeUntil(world, state, updated(2));
        await sweep(world);
      },
    }),
  ),
  {
    name: "an execution is stopped while a stack is updated, and the update is cancelled",
    plays: async (world) => {
      await take(world);
      for (const environment of environments)
        world.cloudFormation.pace.set(`${application}-${environment}-compute`, 900);
      await begin(world, updated(2));
      const isUpdating = () =>
        environments.some((one) => stackOf(world, one, "compute")?.status === "UPDATE_IN_PROGRESS");
      await world.time.passUntil(isUpdating, world.time.nowMs() + dayMs);
      for (const execution of world.states.executions.values())
        if (execution.status === "RUNNING") world.states.stop(execution, "Stopped", "by hand");
      await sweep(world);
      await sweep(world);
    },
  },
  {
    name: "the second copies are missing",
    plays: async (world) => {
      await take(world);
      for (const key of world.s3.versions.keys())
        if (key.startsWith("infrastructure-records/")) world.s3.versions.delete(key);
      await world.call("watch-records", {});
      const { runId } = await take(world, { commit: 2 });
      await world.call("watch-records", {});
      const edited = keys.entry(runId, 5);
      const item = world.dynamodb.find(edited);
      world.dynamodb.items.get(edited.pk)?.set(edited.sk, { ...item, bytes: `${item?.["bytes"]} ` });
      for (const key of world.s3.versions.keys())
        if (key.startsWith(`${copiesOf(runId)}00000006-`)) world.s3.overwrite(key, "{}");
      await world.call("watch-records", {});
    },
  },
  {
    name: "large templates are put back, and ingress is opened again with one",
    plays: async (world) => {
      const largeIn = (shape: Shape, ...parts: readonly Part[]): Shape => ({
        ...shape,
        templateOf: (environment, part) =>
          parts.includes(part) ? large(templateOf(environment, part, shape)) : undefined,
      });
      await take(world, largeIn({}, "storage", "ingress"));
      for (const [index, environment] of (["production", "development"] as const).entries())
        await take(
          world,
          largeIn(
            {
              commit: index + 2,
              twists: [
                { environment, part: "storage", version: 2 },
                { environment, part: "compute", version: 2, fails: "update" },
              ],
            },
            "storage",
            "ingress",
          ),
        );
    },
  },
  {
    name: "a change set goes beyond what was approved",
    plays: async (world) => {
      await take(world);
      const { cloudFormation } = world;
      const prepare = cloudFormation.prepare.bind(cloudFormation);
      cloudFormation.prepare = (stack, set) =>
        prepare(stack, { ...set, changes: set.changes.map((change) => ({ ...change, action: "Remove" })) });
      await take(world, updated(2));
    },
  },
  {
    name: "a rehearsal",
    plays: (world) =>
      take(
        world,
        {
          ...failing("staging", "compute"),
          edit: (change) => ({
            ...change,
            environments: {
              ...change.environments,
              staging: change.environments.staging.map((step) => ({
                ...step,
                tags: { [rehearsalTag]: "on purpose" },
              })),
            },
          }),
        },
        planWith((plan) => {
          plan.rehearsal = { withinDays: 30 };
        }),
      ),
  },
  {
    name: "templates refer to parameters and secrets",
    settings: { plan: "30.01" },
    plays: async (world) => {
      world.referred.put("/shop/image", "one");
      world.referred.put("/aws/service/ami", "ami-1");
      world.referred.rotate("shop", "v-1");
      const Tags = [
        "{{resolve:ssm:/shop/image}}",
        "{{resolve:ssm:/aws/service/ami}}",
        "{{resolve:secretsmanager:shop:SecretString:password}}",
      ];
      const template = canonicalJson({
        Resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: { Tags } } },
      });
      await take(
        world,
        { templateOf: (_, part) => (part === "compute" ? template : undefined) },
        planWith((plan) => {
          plan.documentId = "30.01";
        }),
      );
    },
  },
  {
    name: "a step is removed",
    plays: async (world) => {
      const template = '{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}';
      world.s3.overwrite(`by-digest/${sha256(template)}`, template);
      const withAudit = (change: Change): Change => ({
        ...change,
        environments: Object.fromEntries(
          environments.map((environment) => [
            environment,
            [
              ...change.environments[environment],
              {
                step: "audit",
                part: "monitoring",
                stackName: `${application}-${environment}-audit`,
                templateDigest: sha256(template),
                parameters: {},
                tags: { "interlock:part": "monitoring" },
                dependsOn: [],
              },
            ],
          ]),
        ) as Change["environments"],
      });
      await take(world, { edit: withAudit });
      await take(world, { commit: 2 });
    },
  },
];
