import { validationToConfirm } from "../../../functions/validate-environment/confirm-unchanged.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { entriesOf } from "../../fixtures/sample-entries.ts";
import { intended, validated } from "../../fixtures/sample-facts.ts";
import { refuse, requestsFor } from "../../simulator/requests.ts";
import { done, failed, logGroup, service, site, subnet, waiting } from "./site.ts";

const minute = 60_000;
const hour = 60 * minute;
const denied = () => Object.assign(new Error("not authorized to DetectStackDrift"), { name: "AccessDenied" });
const networkStack = "shop-staging-network";
const computeStack = "shop-staging-compute";

/** An environment that was validated a minute ago. */
async function validatedOnce() {
  const environment = await site({
    steps: { network: { Subnet: subnet() }, compute: { Service: service() } },
  });
  await environment.run.say(intended("staging/storage"));
  await environment.validate();
  await environment.run.installation.pass(60_000);
  return environment;
}

describe("an environment that was validated before", () => {
  test("is valid when CloudFormation finds no drift in it since, and says so of each stack", async () => {
    const { validate, answers, detected } = await validatedOnce();

    expect(await validate()).toEqual(done);
    expect([...new Set(detected)]).toEqual([networkStack, computeStack]);
    expect(await answers()).toEqual([
      "public-addresses of staging/network/Subnet: held",
      "public-addresses of staging/compute/Service: held",
      "cloudformation-drift of staging/network: held",
      "cloudformation-drift of staging/compute: held",
    ]);
  });

  test("is not valid any more when a resource drifted", async () => {
    const { run, validate, answers } = await validatedOnce();
    run.cloudFormation.alter(networkStack, "Subnet", { isDrifted: true });

    expect(await validate()).toEqual(failed);
    expect(await answers()).toContain("cloudformation-drift of staging/network/Subnet: broken");
  });

  test("is not torn down while CloudFormation cannot tell: the run pauses, and looks less and less often", async () => {
    const { run, stackOf, validate, detected } = await validatedOnce();
    stackOf("network").isDriftUnknown = true;

    expect(await validate()).toEqual({ outcome: "waiting", waitSeconds: 60 });
    await run.installation.pass(20 * minute);
    expect(await validate()).toEqual({ outcome: "waiting", waitSeconds: 300 });
    await run.installation.pass(50 * hour);
    detected.length = 0;
    expect(await validate()).toEqual({ outcome: "waiting", waitSeconds: 600 });
    // A detection that failed stays so, and one that is hours old says nothing of now.
    expect(detected).toEqual([networkStack, computeStack]);
  });

  test("is not valid when nothing has answered for three days, as a gate that nobody answers", async () => {
    const { run, stackOf, validate, answers } = await validatedOnce();
    stackOf("network").isDriftUnknown = true;
    await validate();
    await run.installation.pass(72 * hour);

    expect(await validate()).toEqual(failed);
    expect(await answers()).toContain("cloudformation-drift of staging/network: unobservable");
  });

  test("is not torn down while a permission to look is missing", async () => {
    const { run, validate } = await validatedOnce();
    const { account } = run.installation;
    account.faultAt = ({ operation }) =>
      operation === "DetectStackDrift" ? { kind: "refused", error: denied } : undefined;

    expect(await validate()).toEqual({ outcome: "waiting", waitSeconds: 60 });
    expect((await run.entries()).at(-1)).toMatchObject({
      action: "await-checks",
      detail: { waitsFor: [expect.stringContaining("AccessDenied")] },
    });
    account.faultAt = () => undefined;
    expect(await validate()).toEqual(done);
  });

  test("fails with the error of AWS when the permission has been missing for three days", async () => {
    const { run, validate } = await validatedOnce();
    refuse(run.installation.account, requestsFor("cloudformation", "DetectStackDrift"), { error: denied });
    await validate();
    await run.installation.pass(72 * hour);

    await expect(validate()).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("is asked again soon when AWS throttles, and nobody is asked to repair anything", async () => {
    const { run, validate } = await validatedOnce();
    const throttling = () => Object.assign(new Error("Rate exceeded"), { name: "Throttling" });
    refuse(run.installation.account, requestsFor("cloudformation", "DetectStackDrift"), {
      error: throttling,
    });

    expect(await validate()).toEqual({ outcome: "waiting", waitSeconds: 15 });
    expect((await run.entries()).at(-1)).not.toMatchObject({ action: "await-checks" });
  });

  test("is valid again as soon as CloudFormation can tell", async () => {
    const { stackOf, validate } = await validatedOnce();
    stackOf("network").isDriftUnknown = true;
    await validate();
    stackOf("network").isDriftUnknown = false;

    expect(await validate()).toEqual(done);
  });

  test("is not judged by a detection that someone else began", async () => {
    const { run, stackOf, validate, answers } = await validatedOnce();
    run.cloudFormation.driftSeconds = 120;
    const network = stackOf("network");
    // It began before the change by hand, and what the stack tells is what the detection before it found.
    network.driftCheckedAtMs = run.installation.time.nowMs();
    network.driftFound = "IN_SYNC";
    run.cloudFormation.alter(networkStack, "Subnet", { isDrifted: true });

    expect(await validate()).toMatchObject({ outcome: "waiting" });
    await run.installation.pass(2 * minute);
    expect(await validate()).toEqual(failed);
    expect(await answers()).toContain("cloudformation-drift of staging/network/Subnet: broken");
  });

  test("is valid when only that differs which AWS completed when it was created", async () => {
    const environment = await site({ steps: { compute: { Service: service() } } });
    environment.run.cloudFormation.alter(computeStack, "Service", { bornDrifted: ["/DeploymentController"] });
    await environment.run.say(intended("staging/compute"));

    expect(await environment.validate()).toEqual(done);
    expect(await environment.validate()).toEqual(done);
  });

  test("is not valid any more when a fact reads otherwise, although it answers its check", async () => {
    const { run, validate, validation } = await site({
      checks: ["audit-logging-verified"],
      steps: { logging: { Log: logGroup({ retentionDays: 30 }) } },
    });
    await validate();
    run.cloudFormation.alter("shop-staging-logging", "Log", { facts: { retentionDays: 7 } });

    expect(await validate()).toEqual(failed);
    expect((await validation()).detail.readings.at(-1)).toMatchObject({
      check: "unchanged-since-validated",
      fact: "retention",
      saw: "kept 7 days; when it was validated: kept 30 days",
    });
  });

  test("does not ask for the drift of a missing stack, which is a failure by itself", async () => {
    const { run, validate, detected } = await site({
      checks: ["deployment-pipeline-functional"],
      steps: { network: {}, compute: null },
    });
    await run.say(validated("staging"));

    expect(await validate()).toEqual(failed);
    expect([...new Set(detected)]).toEqual([networkStack]);
  });

  test("is checked again a little later, stack by stack, until CloudFormation knows", async () => {
    const { run, stackOf, validate, detected } = await validatedOnce();
    run.cloudFormation.driftSeconds = 2;
    stackOf("network").driftUntilMs = run.installation.time.nowMs() + 1_000;

    expect(await validate()).toEqual(done);
    expect(detected.length).toBeGreaterThan(2);
    expect([...new Set(detected)]).toEqual([networkStack, computeStack]);
  });

  test("is checked again when that takes longer, by the detections that were begun", async () => {
    const { run, validate, detected } = await validatedOnce();
    run.cloudFormation.driftSeconds = 600;
    detected.length = 0;

    expect(await validate()).toEqual({ outcome: "waiting", waitSeconds: 30 });
    expect((await run.entries()).at(-1)).toMatchObject({
      action: "await-checks",
      detail: { detections: [{ step: "network" }, { step: "compute" }] },
    });
    await run.installation.pass(10 * minute);
    expect(await validate()).toEqual(done);
    expect(detected).toEqual([networkStack, computeStack]);
  });
});

describe("a detection of drift", () => {
  test("that a later call begins is remembered too", async () => {
    const { run, stackOf, validate, detected } = await validatedOnce();
    run.cloudFormation.driftSeconds = 600;
    // Someone else's detection runs.
    stackOf("network").driftUntilMs = run.installation.time.nowMs() + minute;
    await validate();
    await run.installation.pass(minute);
    expect(await validate()).toMatchObject({ outcome: "waiting" });

    expect(await run.recorded("await-checks", "observation")).toMatchObject([
      { detections: [{ step: "compute" }] },
      { detections: [{ step: "network" }] },
    ]);
    detected.length = 0;
    await run.installation.pass(10 * minute);
    expect(await validate()).toEqual(done);
    expect(detected).toEqual([]);
  });

  test("that failed is begun again as soon as nobody else's runs", async () => {
    const { run, stackOf, validate } = await validatedOnce();
    stackOf("network").isDriftUnknown = true;
    await validate();
    stackOf("network").isDriftUnknown = false;
    stackOf("network").driftUntilMs = run.installation.time.nowMs() + 2 * minute;

    expect(await validate()).toMatchObject({ outcome: "waiting" });
    expect(await run.recorded("await-checks", "observation")).toHaveLength(1);
    await run.installation.pass(2 * minute);
    expect(await validate()).toEqual(done);
  });

  test("that runs for more than an hour does not make an environment valid", async () => {
    const { run, validate } = await validatedOnce();
    run.cloudFormation.driftSeconds = 7_200;
    await validate();
    await run.installation.pass(hour);

    expect(await validate()).toMatchObject({ outcome: "waiting" });
  });
});

describe("an environment at a gate, hours after it was provisioned", () => {
  const later = async () => {
    const environment = await site({
      checks: ["health-checks-operational"],
      steps: { compute: { Service: service() } },
    });
    await environment.run.say(intended("staging/compute"));
    await environment.validate();
    await environment.run.installation.pass(300 * minute);
    environment.run.cloudFormation.alter(computeStack, "Service", { facts: { desired: 2, running: 1 } });
    return environment;
  };

  test("has ten minutes of its own to settle", async () => {
    const { run, validate } = await later();

    expect(await validate()).toEqual(waiting);
    await run.installation.pass(9 * minute);
    run.cloudFormation.alter(computeStack, "Service", { facts: { desired: 2, running: 2 } });
    expect(await validate()).toEqual(done);
  });

  test("is not valid when it has not settled by then", async () => {
    const { run, validate } = await later();
    await validate();
    await run.installation.pass(10 * minute);

    expect(await validate()).toEqual(failed);
  });
});

describe("the validation that a later one confirms", () => {
  const confirmed = (...facts: readonly Fact[]) =>
    validationToConfirm(entriesOf(...facts), "staging", "everything")?.sequence ?? null;

  test.each<[string, readonly Fact[], number | null]>([
    [
      "is the first since the last effect",
      [intended("staging/storage"), validated("staging"), validated("staging")],
      2,
    ],
    ["is none when there was none", [intended("staging/storage")], null],
    ["is none when something was done since", [validated("staging"), intended("staging/storage")], null],
    [
      "is still that one when something was done elsewhere",
      [validated("staging"), intended("production/storage")],
      1,
    ],
    ["is one that held", [validated("staging", { held: false }), validated("staging")], 2],
    ["is of the same scope", [validated("staging", { scope: "all-but-ingress" }), validated("staging")], 2],
    ["is of the same environment", [validated("development"), validated("staging")], 2],
  ])("%s", (_what, facts, sequence) => {
    expect(confirmed(...facts)).toBe(sequence);
  });
});
