import { composeDossier } from "../../../functions/open-gate/compose-dossier.ts";
import { canonicalJson } from "../../../lib/domain/canonical.ts";
import type { Asset } from "../../../lib/domain/change/assets.ts";
import { type Change, changeDigest } from "../../../lib/domain/change/manifest.ts";
import type { FactOf } from "../../../lib/domain/records/facts.ts";
import { endingWith, listRun } from "../../fixtures/listed-run.ts";
import { decided, otherDigest, provisioned, someDigest } from "../../fixtures/sample-facts.ts";
import { deleteByHand } from "../../simulator/by-hand.ts";
import type { OpenedRun } from "../../simulator/opened-run.ts";
import { allSteps, bucket, composing, people, template } from "./composing.ts";

/** Three runs succeeded before this one, the last with this change. */
async function succeeded(run: OpenedRun, last: Change = run.change) {
  const changes = [run.change, run.change, last];
  for (const [index, change] of changes.entries()) {
    run.keep(canonicalJson(change));
    await run.records.recordSuccess(
      { ...run.work, actor: "others", epoch: index + 1 },
      { runId: `shop-${index + 1}`, commit: change.commit.sha, changeDigest: changeDigest(change) },
    );
  }
}

describe("a dossier shows files", () => {
  const asset = (name: string, digest: string): Asset => ({
    name,
    digest,
    bytes: 1,
    bucketName: "assets",
    objectKey: `${name}.zip`,
  });
  const withAssets = (staging: readonly Asset[], production: readonly Asset[] = []) => ({
    edit: (change: Change): Change => ({
      ...change,
      assets: { development: [], staging: [...staging], production: [...production] },
    }),
  });

  test("of its environment, each of which is new before the first success", async () => {
    const { compose } = await composing(withAssets([asset("code", someDigest)]));
    expect((await compose("staging-sign-off")).assets).toEqual([
      { name: "code", from: null, to: someDigest },
    ]);
    expect(await compose("change-record")).not.toHaveProperty("assets");
  });

  test("that differ from those of the last success, and no others", async () => {
    const all = withAssets([asset("code", someDigest), asset("page", someDigest)]);
    const { run, compose } = await composing(all);
    await succeeded(
      run,
      withAssets([asset("code", otherDigest), asset("page", someDigest)]).edit(run.change),
    );
    expect((await compose("staging-sign-off")).assets).toEqual([
      { name: "code", from: otherDigest, to: someDigest },
    ]);
  });
});

describe("a dossier shows what production makes reachable", () => {
  const open = template({
    Address: { Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: { Scheme: "internet-facing" } },
  });
  const announced = (exposure: "announced" | "none" | undefined) => ({
    steps: allSteps((_, part) => (part === "ingress" ? open : undefined)),
    plan: (plan: { exposure?: unknown }) => {
      if (exposure === undefined) delete plan.exposure;
      else plan.exposure = exposure;
    },
  });

  test("at a gate of production, where the plan wants it announced", async () => {
    const { compose } = await composing(announced("announced"));
    expect((await compose("change-record")).exposure).toContainEqual(
      expect.objectContaining({ step: "ingress", logicalId: "Address" }),
    );
    expect(await compose("staging-sign-off")).not.toHaveProperty("exposure");
  });

  test("and is silent where the plan does not", async () => {
    const { compose } = await composing(announced(undefined));
    expect(await compose("change-record")).not.toHaveProperty("exposure");
  });
});

test("a dossier shows what the references of its environment were when the run was opened", async () => {
  const { run, installation, plan, change, compose } = await composing();
  expect(await compose("staging-sign-off")).not.toHaveProperty("references");
  const reference = (environment: "staging" | "production") => ({
    environment,
    step: "compute",
    seen: `{{resolve:ssm:/${environment}}}`,
    reference: `ssm:/${environment}`,
    is: "1",
  });
  const written = await run.written();
  const entries = written.entries.map((entry) =>
    entry.action === "open-run"
      ? ({
          ...entry,
          detail: { ...entry.detail, references: [reference("staging"), reference("production")] },
        } as typeof entry)
      : entry,
  );
  const dossier = await installation.does(() =>
    composeDossier(
      installation.ports("open-gate"),
      "staging-sign-off",
      { plan, change, run: { ...written, entries } },
      { contributors: { people, adopted: null }, expiresAtMs: 1, again: null },
    ),
  );
  expect(dossier.references).toEqual([{ step: "compute", seen: "{{resolve:ssm:/staging}}", is: "1" }]);
});

describe("a dossier about production shows whether customers reach it", () => {
  test("and what it would open again as", async () => {
    const { run, installation, compose } = await composing();
    listRun(installation, 1, endingWith({ tookMs: { production: 420_000 } }));
    await succeeded(run);
    expect((await compose("change-record")).service).toMatchObject({
      isOpen: true,
      closedAt: null,
      standingRelease: "shop-3",
      usuallyMs: 420_000,
    });
  });

  test("which it is not without an ingress, and nobody knows how long before a run succeeded", async () => {
    const { run, compose } = await composing();
    deleteByHand(run.cloudFormation, "shop-production-ingress");
    expect((await compose("change-record")).service).toMatchObject({
      isOpen: false,
      standingRelease: null,
      usuallyMs: null,
    });
  });

  test("and since when this run has closed it", async () => {
    const { run, compose } = await composing();
    const ended = (
      result: FactOf<"provision-step", "outcome">["detail"]["result"],
      step: "ingress" | "compute",
    ) => provisioned(`production/${step}`, { result });
    await run.say(ended("ingress-closed", "ingress"));
    const closedAt = (await run.entries()).at(-1)?.at;
    await run.installation.pass(60_000);
    await run.say(ended("updated", "compute"));
    expect((await compose("production-release")).service).toMatchObject({ closedAt });
  });

  test("and of another environment it does not", async () => {
    expect(await (await composing()).compose("staging-sign-off")).not.toHaveProperty("service");
  });
});

test("a dossier shows what was decided at the gates before it, and not at its own", async () => {
  const { run, compose } = await composing();
  expect(await compose("change-record")).not.toHaveProperty("earlier");
  await run.say(
    decided("staging-sign-off", { approver: "sue", reason: "it was tried" }),
    decided("change-record", { reason: "before it was voided" }),
  );
  expect((await compose("change-record")).earlier).toEqual([
    {
      gate: "staging-sign-off",
      approver: "sue",
      decision: "approve",
      reason: "it was tried",
      at: expect.stringMatching(/^2026-11-24T/),
    },
  ]);
});

describe("a step is shown", () => {
  const listener = template({
    Door: {
      Type: "AWS::ElasticLoadBalancingV2::Listener",
      Properties: { Protocol: "HTTPS", Port: 443, LoadBalancerArn: "arn" },
    },
  });

  test("with what it opens to the world, if it is ingress", async () => {
    const { step } = await composing({ steps: allSteps(() => listener) });
    expect((await step("production-release", "ingress")).opens).toEqual([
      "HTTPS port 443 at the address of arn, every path",
    ]);
    expect(await step("production-release", "compute")).not.toHaveProperty("opens");
  });

  test("without a word of that, if ingress opens nothing that is known", async () => {
    const { step } = await composing({ steps: allSteps(() => template({ Data: bucket() })) });
    expect(await step("production-release", "ingress")).not.toHaveProperty("opens");
  });

  test("with the exports that it waits for, if it stands and they are new", async () => {
    const network = (exported: boolean) =>
      JSON.stringify({
        Resources: {
          Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: exported ? "10.1.0.0/16" : "10.0.0.0/16" } },
        },
        ...(exported ? { Outputs: { Vpc: { Value: { Ref: "Vpc" }, Export: { Name: "vpc" } } } } : {}),
      });
    const group = (vpc: object | string) =>
      template({
        Group: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "door", VpcId: vpc } },
      });
    const importing = group({ "Fn::ImportValue": "vpc" });
    const { run, deploy, step } = await composing({
      steps: allSteps((environment, part) =>
        environment !== "production"
          ? undefined
          : part === "network"
            ? network(true)
            : part === "database" || part === "compute"
              ? importing
              : undefined,
      ),
    });
    // CloudFormation removes no export that another stack imports.
    deploy("shop-production-database", group("vpc-1"));
    deleteByHand(run.cloudFormation, "shop-production-compute");
    deploy("shop-production-network", network(false));
    expect((await step("change-record", "database")).waitsFor).toEqual(['"vpc"']);
    expect(await step("change-record", "compute")).not.toHaveProperty("waitsFor");
    expect(await step("change-record", "storage")).not.toHaveProperty("waitsFor");
  });

  test("with the name, the account and the region of its stack in what it says", async () => {
    const named = (end: string) =>
      template({
        Data: bucket({
          BucketName: {
            "Fn::Sub": `\${AWS::StackName}-\${AWS::Partition}-\${AWS::Region}-\${AWS::AccountId}-${end}`,
          },
        }),
      });
    const { run, deploy, step } = await composing({
      steps: allSteps((environment, part) =>
        environment === "production" && part === "storage" ? named("new") : undefined,
      ),
    });
    deploy("shop-production-storage", named("old"));
    const stackId = run.cloudFormation.named("shop-production-storage")?.id ?? "";
    const [, partition, , region, account] = stackId.split(":");
    expect(JSON.stringify((await step("change-record", "storage")).effects)).toContain(
      `shop-production-storage-${partition}-${region}-${account}-new`,
    );
  });
});
