import { validationToConfirm } from "../../../functions/validate-environment/confirm-unchanged.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { entriesOf } from "../../fakes/chain.ts";
import { intended, validated } from "../../fakes/facts.ts";
import { done, failed, logGroup, service, site, subnet, waiting } from "./site.ts";

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
    const { run, stackOf, validate, answers, detected } = await validatedOnce();
    // What was found before it was validated is not believed.
    stackOf("network").driftCheckedAtMs = run.installation.time.nowMs() - 61_000;

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

  test("is not valid any more when CloudFormation cannot tell", async () => {
    const { stackOf, validate, answers } = await validatedOnce();
    stackOf("network").isDriftUnknown = true;

    expect(await validate()).toEqual(failed);
    expect(await answers()).toContain("cloudformation-drift of staging/network: unobservable");
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

  test("is not asked for drift of a stack that does not exist, which is broken by itself", async () => {
    const { run, validate, detected } = await site({
      checks: ["deployment-pipeline-functional"],
      steps: { network: {}, compute: null },
    });
    await run.say(validated("staging"));

    expect(await validate()).toEqual(failed);
    expect([...new Set(detected)]).toEqual([networkStack]);
  });

  test("is looked at again a little later, stack by stack, until CloudFormation has found out", async () => {
    const { run, stackOf, validate, detected } = await validatedOnce();
    run.cloudFormation.driftSeconds = 2;
    stackOf("network").driftCheckedAtMs = run.installation.time.nowMs();

    expect(await validate()).toEqual(done);
    expect(detected.length).toBeGreaterThan(1);
    expect([...new Set(detected)]).toEqual([computeStack]);
  });

  test("is asked again when that takes longer, and nothing is recorded", async () => {
    const { run, validate } = await validatedOnce();
    run.cloudFormation.driftSeconds = 600;
    const { head } = await run.written();

    expect(await validate()).toEqual(waiting);
    expect((await run.written()).head).toEqual(head);
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
