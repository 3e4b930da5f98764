import type { Fact } from "../../../lib/domain/records/facts.ts";
import { intended, receipt, rollbackBegun, validated } from "../../fixtures/sample-facts.ts";
import { refuse, requestsFor } from "../../simulator/requests.ts";
import { done, failed, service, site, subnet, waiting } from "./site.ts";

const minute = 60_000;
const receiptOfStaging = { statement: "validated", about: "staging" };

describe("an environment whose checks all hold", () => {
  const valid = () => site({ steps: { network: { Subnet: subnet() } } });

  test("is valid, and every answer is recorded", async () => {
    const { validate, validation } = await valid();

    expect(await validate()).toEqual(done);
    expect(await validation()).toMatchObject({
      actor: "validate-environment",
      kind: "observation",
      subject: "staging",
      detail: {
        environment: "staging",
        scope: "everything",
        held: true,
        description: expect.stringMatching(/^[0-9a-f]{64}$/),
        readings: [
          {
            check: "security-checks-passing",
            fact: "public-addresses",
            resource: "staging/network/Subnet",
            answer: "held",
            saw: "private",
          },
        ],
      },
    });
  });

  test("gets its receipt after that is recorded", async () => {
    const { run, validate, signed } = await valid();
    await validate();

    expect(await signed()).toEqual([receiptOfStaging]);
    expect((await run.entries()).slice(-2).map(({ action }) => action)).toEqual([
      "validate-environment",
      "sign-receipt",
    ]);
  });

  test("gets it when an earlier worker died before it was signed", async () => {
    const { run, validate, signed } = await valid();
    await run.say(intended("staging/storage"), validated("staging"));
    await validate();

    expect(await signed()).toEqual([receiptOfStaging]);
  });

  test("gets no second one while the first one is valid", async () => {
    const { run, validate, signed } = await valid();
    await run.say(intended("staging/storage"), validated("staging"), receipt("staging"));

    expect(await validate()).toEqual(done);
    expect(await signed()).toEqual([]);
  });

  test.each<[string, readonly Fact[]]>([
    ["something was done to it since", [receipt("staging"), intended("staging/storage")]],
    ["only another environment has one", [receipt("development")]],
    ["only something else was signed about it", [receipt("staging", { statement: "nothing-left" })]],
  ])("gets one when %s", async (_what, facts) => {
    const { run, validate, signed } = await valid();
    await run.say(...facts);
    await validate();

    expect(await signed()).toEqual([receiptOfStaging]);
  });

  test("keeps its receipt when something is done to another environment", async () => {
    const { run, validate, signed } = await valid();
    await run.say(receipt("staging"), intended("development/storage"));
    await validate();

    expect(await signed()).toEqual([]);
  });

  test("gets one for its ingress alone beside the one for the rest", async () => {
    const { run, validate, signed } = await site({
      steps: { network: { Subnet: subnet() }, ingress: { Subnet: subnet() } },
    });
    await run.say(receipt("staging"));
    await validate("ingress");

    expect(await signed()).toEqual([receiptOfStaging]);
  });
});

describe("an environment with a check that does not hold", () => {
  test("is not valid, is recorded with what was seen, and gets no receipt", async () => {
    const { run, validate, validation, answers, signed } = await site({
      steps: { network: { Subnet: subnet({ mapsPublicIp: true }) } },
    });
    await run.say(intended("staging/storage"));

    expect(await validate()).toEqual(failed);
    expect(await validation()).toMatchObject({ detail: { held: false } });
    expect(await answers()).toEqual(["public-addresses of staging/network/Subnet: broken"]);
    expect(await signed()).toEqual([]);
  });

  test("is valid when a waiver of the run covers what cannot be seen", async () => {
    const waiver = { check: "logging-enabled", fact: "asked", reason: "there is none" };
    const { validate } = await site({
      checks: ["logging-enabled"],
      steps: { network: {} },
      waivers: [waiver],
    });

    expect(await validate()).toEqual(done);
  });
});

describe("an environment whose tasks are still starting", () => {
  const starting = () =>
    site({
      checks: ["health-checks-operational"],
      steps: { compute: { Service: service({ running: 1 }) } },
    });

  test("is checked again for ten minutes, and the entry says what for", async () => {
    const { run, validate } = await starting();
    await run.say(intended("staging/storage"));

    expect(await validate()).toEqual(waiting);
    await run.installation.pass(9 * minute);
    expect(await validate()).toEqual(waiting);
    expect((await run.entries()).slice(-2)).toMatchObject([
      { action: "provision-step" },
      {
        action: "await-checks",
        detail: { waitsFor: ["running-tasks of staging/compute/Service (1 of 2 tasks are running)"] },
      },
    ]);
  });

  test("is not valid when ten minutes are over, whatever was recorded since", async () => {
    const { run, validate } = await starting();
    await run.say(intended("staging/storage"));
    await validate();
    await run.installation.pass(10 * minute);
    await run.say(validated("development"));

    expect(await validate()).toEqual(failed);
  });

  test("is asked again when AWS throttles", async () => {
    const { run, validate } = await starting();
    const throttling = Object.assign(new Error("Rate exceeded"), { name: "Throttling" });
    refuse(run.installation.account, requestsFor("cloudformation", "DescribeStacks"), {
      error: () => throttling,
    });

    expect(await validate()).toEqual({ outcome: "waiting", waitSeconds: 15 });
  });
});

test("a call that comes late, after the run's rollback began, validates nothing", async () => {
  const { run, validate, signed } = await site({ steps: { network: { Subnet: subnet() } } });
  await run.say(intended("staging/network"), rollbackBegun("staging"));

  await expect(validate()).rejects.toMatchObject({ name: "PrerequisiteMissing" });
  expect((await run.entries()).at(-1)).toMatchObject({ action: "begin-rollback" });
  expect(await signed()).toEqual([]);
});
