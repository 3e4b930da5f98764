import { driftAtFirst, type Validation } from "../../../functions/validate-environment/confirm-unchanged.ts";
import type { DriftRead } from "../../../functions/validate-environment/read-drift.ts";
import { entriesOf } from "../../fixtures/sample-entries.ts";
import { intended, someDigest, validated } from "../../fixtures/sample-facts.ts";
import { refuse, requestsFor } from "../../simulator/requests.ts";
import { append } from "../../simulator/table.ts";
import { done, failed, site, subnet } from "./site.ts";

const networkStack = "shop-staging-network";

describe("a step that this run did not touch", () => {
  /** What the last run that succeeded recorded about an environment in which AWS completed a property. */
  async function released(more: Partial<Validation["detail"]> = {}) {
    const environment = await site({ steps: { network: { Subnet: subnet() } } });
    const { run, validate, validation } = environment;
    run.cloudFormation.alter(networkStack, "Subnet", { bornDrifted: ["/AvailabilityZone"] });
    await validate();
    const { detail } = await validation();
    const other = { description: detail.description, readings: [] };
    append(run.installation, "shop-before", [
      validated("staging", { ...detail, ...more }),
      validated("staging", { ...other, held: false }),
      validated("production", other),
    ]);
    const success = { runId: "shop-before", commit: "0".repeat(40), changeDigest: someDigest };
    await run.records.recordSuccess({ ...run.work, actor: "close-run" }, success);
    await run.say(intended("staging/storage"));
    return environment;
  }
  const alterByHand = ({ run }: Awaited<ReturnType<typeof released>>) =>
    run.cloudFormation.alter(networkStack, "Subnet", { isDrifted: true });

  test("is valid while it stands as the last run that succeeded validated it", async () => {
    const { validate } = await released();

    expect(await validate()).toEqual(done);
  });

  test("is not when it was changed by hand since", async () => {
    const environment = await released();
    alterByHand(environment);

    expect(await environment.validate()).toEqual(failed);
    expect(await environment.answers()).toContain("cloudformation-drift of staging/network/Subnet: broken");
  });

  test.each<[string, Partial<Validation["detail"]>]>([
    ["the environment stood otherwise then", { description: someDigest }],
    ["that run did not validate the environment", { environment: "development" }],
  ])("is compared with nothing where %s", async (_where, more) => {
    const environment = await released(more);
    alterByHand(environment);

    expect(await environment.validate()).toEqual(done);
  });
});

test("the first validation of a run fails at once with an error of AWS", async () => {
  const { run, validate } = await site({ steps: { network: { Subnet: subnet() } } });
  const denied = () => Object.assign(new Error("not authorized"), { name: "AccessDenied" });
  refuse(run.installation.account, requestsFor("cloudformation", "DetectStackDrift"), { error: denied });

  await expect(validate()).rejects.toMatchObject({ name: "AccessDenied" });
});

describe("drift at the first validation of a run", () => {
  const born = { pointer: "/DeploymentController", value: "1" };
  const byHand = { pointer: "/Tags", value: "2" };
  const read = (
    ...differences: readonly { readonly pointer: string; readonly value: string }[]
  ): DriftRead => ({
    found: new Map([
      [
        "compute",
        {
          status: "DRIFTED",
          resources: [{ logicalId: "Service", type: "AWS::ECS::Service", status: "MODIFIED", differences }],
        },
      ],
    ]),
    detections: new Map(),
    running: [],
  });
  const earlier = (): Validation => {
    const [entry] = entriesOf(
      validated("staging", { readings: [...driftAtFirst(read(born), "staging", [], null)] }),
    );
    if (entry?.action !== "validate-environment") throw new Error("there is no validation");
    return entry;
  };
  const answers = (...args: Parameters<typeof driftAtFirst>) =>
    driftAtFirst(...args).map(({ answer }) => answer);

  test("is where a step begins that the run deployed", () => {
    const entries = entriesOf(intended("staging/compute"));

    expect(answers(read(born, byHand), "staging", entries, earlier())).toEqual(["held", "held"]);
  });

  test("is a change by hand where an untouched step is not as the last run validated it", () => {
    expect(answers(read(born, byHand), "staging", [], earlier())).toContain("broken");
    expect(answers(read(born), "staging", [], earlier())).toEqual(["held"]);
  });
});
