import { digestOf } from "../../../lib/domain/canonical.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { keyOf } from "../../../lib/ports/shared/objects.ts";
import { provisioned } from "../../fixtures/sample-facts.ts";
import { deleteByHand } from "../../simulator/by-hand.ts";
import {
  allSteps,
  before,
  bucket,
  composing,
  deployed,
  type Intent,
  intent,
  kept,
  template,
  wanted,
  wantsStorage,
} from "./composing.ts";

describe("a step that is deployed as wanted", () => {
  test("is shown as untouched", async () => {
    const { step, run } = await composing();
    const network = run.step("production", "network");
    expect(await step("change-record", "network")).toEqual({
      step: "network",
      part: "network",
      stackName: "shop-production-network",
      templateDigest: network.templateDigest,
      parametersDigest: digestOf({}),
      tagsDigest: digestOf({}),
      wantedDigest: deployedDigest(network),
      baselineDigest: deployedDigest(network),
      done: null,
      effects: [],
      widening: [],
      undo: "untouched",
    });
  });
});

test("the template of a step that is deployed as wanted is not read, because no prediction is needed", async () => {
  const { installation, change, compose } = await composing();
  for (const { templateDigest } of change.environments.staging)
    installation.s3.versions.delete(keyOf(templateDigest));
  expect((await compose("staging-sign-off")).steps).toHaveLength(5);
});

describe("a step that would change", () => {
  // The first prediction reads the specification of every resource type.
  test("is shown with its effects, gravest first, and as one that a rollback restores", async () => {
    const { deploy, step } = await composing(wantsStorage);
    deploy("shop-production-storage", before);
    expect(await step("change-record", "storage")).toMatchObject({
      baselineDigest: deployed(before),
      wantedDigest: deployed(wanted),
      effects: [
        { effect: "remove", logicalId: "Other" },
        { effect: "replace", logicalId: "Data" },
      ],
      undo: "restored",
    });
  }, 60_000);

  test("is shown with what changes because an earlier step's export does", async () => {
    const vpc = (CidrBlock: string) =>
      JSON.stringify({
        Resources: { Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock } } },
        Outputs: { Vpc: { Value: { Ref: "Vpc" }, Export: { Name: "vpc" } } },
      });
    const group = (more: object) =>
      template({
        Group: {
          Type: "AWS::EC2::SecurityGroup",
          Properties: { GroupDescription: "door", VpcId: { "Fn::ImportValue": "vpc" } },
        },
        ...more,
      });
    const { deploy, step } = await composing({
      steps: allSteps((_, part) =>
        part === "network" ? vpc("10.1.0.0/16") : part === "database" ? group({ New: bucket() }) : undefined,
      ),
    });
    deploy("shop-production-network", vpc("10.0.0.0/16"));
    deploy("shop-production-database", group({}));
    const shown = await step("change-record", "database");
    // The export is not new, so that the change set can be made at once.
    expect(shown).not.toHaveProperty("waitsFor");
    expect(shown.effects).toEqual([
      expect.objectContaining({
        effect: "replace",
        logicalId: "Group",
        because: ['VpcId follows the import "vpc", which replaces'],
      }),
      expect.objectContaining({ effect: "add", logicalId: "New" }),
    ]);
  }, 60_000);

  test("is shown with what it opens", async () => {
    const rule = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "0.0.0.0/0" };
    const open = template({
      Door: {
        Type: "AWS::EC2::SecurityGroup",
        Properties: { GroupDescription: "door", SecurityGroupIngress: [rule] },
      },
    });
    const { deploy, step } = await composing({ steps: allSteps(() => open) });
    deploy("shop-production-compute", template({ Other: bucket() }));
    expect((await step("change-record", "compute")).widening).toEqual([
      expect.stringContaining("lets in TCP 443 from Everyone"),
    ]);
  });

  test.each([
    ["kept by a rollback, where the plan keeps its part", "storage", "kept"],
    ["deleted by a rollback, where the plan does not keep its part", "compute", "deleted"],
  ])("and does not exist yet is shown as %s", async (_, name, undo) => {
    const { run, step } = await composing();
    deleteByHand(run.cloudFormation, `shop-production-${name}`);
    expect(await step("change-record", name)).toMatchObject({
      baselineDigest: null,
      effects: [{ effect: "add", logicalId: "Bucket" }],
      undo,
    });
  });
});

describe("a step that this run", () => {
  test("created is shown as one that did not exist before", async () => {
    const { run, step } = await composing();
    await run.say(intent("create"), provisioned("production/storage"));
    expect(await step("production-release", "storage")).toMatchObject({
      baselineDigest: null,
      done: "created",
      undo: "kept",
    });
  });

  test("updated is shown as it was deployed before, from the kept baseline", async () => {
    const { run, step } = await composing(wantsStorage);
    const baselineDigest = kept(run, before);
    await run.say(
      intent("prepare", { baselineDigest }),
      intent("update", { baselineDigest }),
      provisioned("production/storage", { result: "updated" }),
    );
    expect(await step("production-release", "storage")).toMatchObject({
      baselineDigest: deployed(before),
      done: "updated",
      effects: [{ effect: "remove" }, { effect: "replace" }],
      undo: "restored",
    });
  });

  test.each<[string, Partial<Intent> & { operation: Intent["operation"] }]>([
    ["only prepared", { operation: "prepare" }],
    ["only deleted a leftover of", { operation: "delete-leftover" }],
    ["created in another environment", { operation: "create", environment: "staging" }],
    ["did not touch, but another step", { operation: "create", step: "database" }],
  ])("%s is shown as it is deployed", async (_, { operation, ...more }) => {
    const { run, step } = await composing();
    await run.say(intent(operation, { baselineDigest: kept(run, before), ...more }));
    expect(await step("production-release", "storage")).toMatchObject({
      baselineDigest: deployedDigest(run.step("production", "storage")),
      effects: [],
      undo: "untouched",
    });
  });
});
