import { removedShown } from "../../../functions/open-gate/removed-shown.ts";
import { digestOf, sha256 } from "../../../lib/domain/canonical.ts";
import type { Environment, Part } from "../../../lib/domain/environment.ts";
import { nothingDeployed } from "../../../lib/domain/step/deployed-digest.ts";
import { intended, provisioned } from "../../fixtures/sample-facts.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";
import { bucket, deployed, kept, template } from "./composing.ts";

const old = template({ Data: bucket() });

/** A step named after its part, whose stack the change no longer has. */
async function leftOut(
  environment: Environment = "production",
  part: Part = "monitoring",
  text: string = old,
) {
  const run = await OpenedRun.begin();
  const { installation, cloudFormation } = run;
  const stackName = `shop-${environment}-${part}`;
  const { id: stackId } = cloudFormation.place(stackName, text);
  const step = {
    environment,
    step: part,
    part,
    stackName,
    stackId,
    deployedDigest: deployed(text),
    dependsOn: [],
  };
  const shown = () =>
    installation.does(async () => {
      const ports = installation.ports("open-gate");
      const observed = await ports.stackReader.stands(stackName);
      return removedShown(ports, { step, observed }, await run.entries());
    });
  return { run, stackName, shown };
}

describe("a step that the change no longer has", () => {
  test("is shown as removed, with everything that goes with it", async () => {
    const { shown } = await leftOut();
    expect(await shown()).toEqual([
      {
        step: "monitoring",
        part: "monitoring",
        stackName: "shop-production-monitoring",
        templateDigest: sha256(old),
        parametersDigest: digestOf({}),
        tagsDigest: digestOf({}),
        wantedDigest: nothingDeployed,
        baselineDigest: deployed(old),
        done: null,
        removed: true,
        effects: [expect.objectContaining({ effect: "remove", logicalId: "Data" })],
        widening: [],
        undo: "restored",
      },
    ]);
  });

  test("is shown with what nobody denies any more", async () => {
    const Statement = [{ Effect: "Deny", Action: "s3:*", Resource: "*" }];
    const text = template({
      Guard: {
        Type: "AWS::IAM::Policy",
        Properties: { PolicyName: "p", PolicyDocument: { Statement }, Roles: ["worker"] },
      },
    });
    const { shown } = await leftOut("production", "monitoring", text);

    expect(await shown()).toMatchObject([{ widening: ["IAM: no longer Deny s3:* on * to AWS:worker"] }]);
  });

  test.each<[Environment, Part, string]>([
    ["production", "ingress", "closed"],
    ["staging", "ingress", "restored"],
    ["production", "compute", "restored"],
  ])("of %s's %s is %s by a rollback", async (environment, part, undo) => {
    const { shown } = await leftOut(environment, part);
    expect(await shown()).toMatchObject([{ undo }]);
  });

  test("and that this run removed is shown as it stood before, from the kept baseline", async () => {
    const { run, stackName, shown } = await leftOut();
    await run.say(
      intended("production/compute", { operation: "remove", baselineDigest: kept(run, template({})) }),
      intended("production/monitoring", { operation: "remove", baselineDigest: kept(run, old) }),
      provisioned("production/monitoring", { result: "removed" }),
    );
    run.cloudFormation.there(stackName).move("DELETE_COMPLETE", undefined);
    expect(await shown()).toMatchObject([
      { baselineDigest: deployed(old), done: "removed", effects: [{ logicalId: "Data" }] },
    ]);
  });

  test("is not shown if somebody else removed it since the run was opened, also while another step goes", async () => {
    const { run, stackName, shown } = await leftOut();
    await run.say(intended("production/compute", { operation: "remove", baselineDigest: kept(run, old) }));
    run.cloudFormation.there(stackName).move("DELETE_COMPLETE", undefined);
    expect(await shown()).toEqual([]);
  });
});
