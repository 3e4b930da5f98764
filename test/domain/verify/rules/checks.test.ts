import { canonicalJson, type Json } from "../../../../lib/domain/canonical.ts";
import type { Environment } from "../../../../lib/domain/environment.ts";
import type { VerifiedPlan } from "../../../../lib/domain/verify/bundle.ts";
import { foundBy, saying } from "../findings.ts";
import { but, opened, plan, reading, type SampleEntry, validated } from "../sample-run.ts";

const waiver = { check: "access-restricted", fact: "not public", reason: "it is a demonstration" };
const waived = reading("waived");

describe("a validation that is recorded as it was", () => {
  test.each<[string, readonly SampleEntry[]]>([
    ["held, and every answer holds", [opened(), validated("staging")]],
    [
      "did not hold, and an answer is broken",
      [opened(), validated("staging", { held: false, readings: [reading("broken")] })],
    ],
    [
      "did not hold, and something could not be seen",
      [opened(), validated("staging", { held: false, readings: [reading("unobservable")] })],
    ],
    [
      "held by a waiver that the run was opened with",
      [opened({ waivers: [waiver] }), validated("staging", { readings: [waived] })],
    ],
    [
      "asked more than the plan",
      [opened(), validated("staging", { readings: [reading(), reading("held", { check: "tidy" })] })],
    ],
  ])("is sound when it %s", (_what, story) => {
    expect(foundBy("checks", story)).toEqual([]);
  });
});

describe("a validation that lies", () => {
  test.each<[string, SampleEntry, string]>([
    [
      "is about another environment than it says",
      but(validated("staging"), { subject: "production" }),
      'staging is validated as "production"',
    ],
    [
      "held, and answers are broken and unseen",
      validated("staging", {
        readings: [reading(), reading("unobservable", { resource: "a table" }), reading("broken")],
      }),
      "staging is said to be valid, but 2 answers do not hold, first access-restricted: not public of a table",
    ],
    [
      "did not hold, and every answer holds",
      validated("staging", { held: false }),
      "staging is said not to be valid, but every answer holds",
    ],
    [
      "leaves out a check of the plan",
      validated("staging", { readings: [reading("held", { check: "tidy" })] }),
      "the plan's check access-restricted was not asked of staging",
    ],
    [
      "waives what the run was not opened with",
      validated("staging", { readings: [waived] }),
      "access-restricted: not public is waived, and the run was not opened with that waiver",
    ],
  ])("is found when it %s", (_what, told, says) => {
    expect(foundBy("checks", [opened(), told])).toEqual([saying("checks", 2, says)]);
  });

  test.each([
    ["check", { ...waiver, check: "tidy" }],
    ["fact", { ...waiver, fact: "tidy" }],
  ])("is found when the waiver is for another %s", (_what, other) => {
    expect(
      foundBy("checks", [opened({ waivers: [other] }), validated("staging", { readings: [waived] })]),
    ).toEqual([saying("checks", 2, "is waived, and the run was not opened with that waiver")]);
  });
});

test("a validation is judged by its own statement when the run has no opening and no plan", () => {
  expect(foundBy("checks", [validated("staging", { readings: [waived] })], { plan: null })).toEqual([
    saying("checks", 1, "is waived"),
  ]);
});

describe("a validation under a plan", () => {
  const planned = (environments: VerifiedPlan["environments"]) => ({
    plan: canonicalJson({ ...plan, environments } as unknown as Json),
  });
  const others = plan.environments.map((environment) =>
    environment.name === "staging" ? { ...environment, checks: [{ id: "tidy" }] } : environment,
  );

  test("asked the checks of its own environment", () => {
    expect(foundBy("checks", [validated("production")], planned(others))).toEqual([]);
    expect(foundBy("checks", [validated("staging")], planned(others))).toEqual([
      saying("checks", 1, "the plan's check tidy was not asked of staging"),
    ]);
  });

  test("is not compared with a plan that does not parse or lacks its environment", () => {
    expect(foundBy("checks", [validated("staging")], { plan: "odd" })).toEqual([]);
    expect(foundBy("checks", [validated("staging")], planned([]))).toEqual([]);
  });
});

describe("a check that was not asked", () => {
  const own = { id: "own", asks: { step: "ingress" } };
  type Case = [
    Environment,
    "everything" | "all-but-ingress",
    VerifiedPlan["environments"][number]["checks"][number],
  ];
  const found = (...[environment, scope, check]: Case) =>
    foundBy("checks", [validated(environment, { scope, readings: [reading("unasked", { check: "own" })] })], {
      plan: canonicalJson({
        ...plan,
        environments: plan.environments.map((one) => ({ ...one, checks: [check] })),
      } as unknown as Json),
    });

  test("is sound if the plan lets it be unasked, or if it asks what is not deployed yet", () => {
    expect(found("production", "all-but-ingress", { id: "own", mayBeUnasked: true })).toEqual([]);
    expect(found("production", "all-but-ingress", own)).toEqual([]);
  });

  test.each<[string, ...Case]>([
    ["everything is deployed", "production", "everything", own],
    ["what it asks is deployed", "production", "all-but-ingress", { ...own, asks: { step: "storage" } }],
    ["resources answer it", "staging", "everything", { id: "own" }],
    ["resources answer it, and more is deployed later", "production", "all-but-ingress", { id: "own" }],
    ["what it asks is no step", "staging", "everything", { ...own, asks: { step: "vault" } }],
  ])("is found if %s", (_what, environment, scope, check) => {
    expect(found(environment, scope, check)).toEqual([
      saying("checks", 1, `own was not asked of ${environment}, and the plan wants it to be`),
    ]);
  });

  test("is found if the plan does not have it", () => {
    expect(found("staging", "everything", { id: "another" })).toEqual([
      saying("checks", 1, "own was not asked of staging, and the plan wants it to be"),
      saying("checks", 1, "the plan's check another was not asked of staging"),
    ]);
  });

  test("is not compared with a plan or a change that is not there, or does not parse", () => {
    const story = [validated("production", { readings: [reading("unasked")], scope: "all-but-ingress" })];
    const without = (part: string) => ({
      lines: (all: readonly string[]) => all.filter((line) => !line.startsWith(`{"${part}"`)),
    });
    expect(foundBy("checks", story, without("plan"))).toEqual([]);
    expect(foundBy("checks", story, { plan: "odd" })).toEqual([]);
    const unasked = saying("checks", 1, "access-restricted was not asked of production");
    expect(foundBy("checks", story, without("change"))).toEqual([unasked]);
    expect(foundBy("checks", story, { change: "odd" })).toEqual([unasked]);
  });
});
