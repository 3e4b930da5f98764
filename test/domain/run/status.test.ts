import type { Change } from "../../../lib/domain/change/manifest.ts";
import type { Environment } from "../../../lib/domain/environment.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { environmentRows, isSealed, statusOf } from "../../../lib/domain/run/status.ts";
import { sampleChange, sampleStep } from "../../fixtures/sample-change.ts";
import {
  asked,
  closed,
  decided,
  intended,
  proved,
  provisioned,
  receipt,
  refused,
  rollbackBegun,
  someDigest,
  undone,
  validated,
} from "../../fixtures/sample-facts.ts";

const stepsOf = (environment: Environment) => [
  sampleStep(environment, "network"),
  sampleStep(environment, "ingress", { dependsOn: ["network"] }),
];
const change = sampleChange({
  environments: {
    development: stepsOf("development"),
    staging: stepsOf("staging"),
    production: stepsOf("production"),
  },
});
const head = { count: 7, head: someDigest };
const look = (facts: readonly Fact[], of: Change | null = change) => statusOf("shop-1", facts, head, of);
const staging = (facts: readonly Fact[], of: Change | null = change) => look(facts, of).environments.staging;
const stands = [
  intended("staging/network"),
  provisioned("staging/network"),
  provisioned("staging/ingress", { result: "untouched" }),
];

describe("an environment's state is", () => {
  test.each<[string, Fact[], string]>([
    ["absent while nothing is said of it", [], "absent"],
    [
      "absent while others are worked on",
      [intended("development/network"), validated("production")],
      "absent",
    ],
    ["provisioning from its first intent on", [intended("staging/network")], "provisioning"],
    ["provisioning while one step is not settled", stands.slice(0, 2), "provisioning"],
    [
      "provisioning when a step failed",
      [...stands, provisioned("staging/ingress", { result: "failed" })],
      "provisioning",
    ],
    ["provisioned when every step is settled", stands, "provisioned"],
    [
      "provisioned when a step was updated",
      [...stands, provisioned("staging/ingress", { result: "updated" })],
      "provisioned",
    ],
    ["validated when its checks held", [...stands, validated("staging")], "validated"],
    ["provisioned when they did not", [...stands, validated("staging", { held: false })], "provisioned"],
    ["rolling-back from the beginning of its rollback on", [rollbackBegun("staging")], "rolling-back"],
    [
      "rolling-back when it was validated before",
      [validated("staging"), rollbackBegun("staging")],
      "rolling-back",
    ],
    [
      "rolling-back while the proof fails",
      [rollbackBegun("staging"), proved("staging", { proved: false })],
      "rolling-back",
    ],
    [
      "rolled-back when nothing is left",
      [rollbackBegun("staging"), closed("production"), proved("staging")],
      "rolled-back",
    ],
    [
      "rolled-back by the last look",
      [rollbackBegun("staging"), proved("staging", { proved: false }), proved("staging")],
      "rolled-back",
    ],
    [
      "rolling-back again when its rollback began once more after a proof",
      [rollbackBegun("staging"), proved("staging"), rollbackBegun("staging")],
      "rolling-back",
    ],
    [
      "not rolled-back by its neighbour's proof",
      [rollbackBegun("staging"), proved("development")],
      "rolling-back",
    ],
    [
      "quarantined when the run was sealed without the proof",
      [intended("staging/network"), rollbackBegun("staging"), receipt("run")],
      "quarantined",
    ],
  ])("%s", (_what, facts, state) => {
    expect(staging(facts).state).toBe(state);
  });

  test("provisioning as long as its steps are unknown", () => {
    expect(staging(stands, null)).toEqual({ state: "provisioning", steps: [] });
  });
});

describe("a step's state is", () => {
  test.each<[string, Fact[], string]>([
    ["absent while nothing was intended", [intended("staging/network")], "absent"],
    ["absent while another environment's is provisioned", [intended("production/ingress")], "absent"],
    [
      "provisioning once it was intended",
      [intended("staging/network"), intended("staging/ingress")],
      "provisioning",
    ],
    ["what became of it", [intended("staging/ingress"), provisioned("staging/ingress")], "created"],
    [
      "what became of it when it was undone",
      [intended("staging/ingress"), provisioned("staging/ingress"), undone("staging/ingress")],
      "deleted",
    ],
  ])("%s", (_what, facts, state) => {
    expect(staging(facts).steps.at(-1)).toEqual({ step: "ingress", state });
  });

  test("reported for every step, each after its dependencies", () => {
    const turned = {
      ...change,
      environments: { ...change.environments, staging: stepsOf("staging").toReversed() },
    };

    expect(staging([], turned).steps.map(({ step }) => step)).toEqual(["network", "ingress"]);
  });
});

describe("a run", () => {
  test("has its verdict once it is sealed", () => {
    const facts = [validated("production")];

    expect(look(facts).verdict).toBe("RUNNING");
    expect(look([...facts, receipt("run")]).verdict).toBe("SUCCEEDED");
  });

  test("is sealed by no other receipt", () => {
    expect(isSealed([receipt("staging"), closed("production")])).toBe(false);
    expect(isSealed([receipt("staging"), receipt("run")])).toBe(true);
  });

  test("says why it never started", () => {
    expect(look([refused({ reason: "it leaves out a part" })])).toMatchObject({
      refused: "it leaves out a part",
    });
    expect(look([validated("development")]).refused).toBeNull();
  });

  test("is reported with its name and the end of its records", () => {
    expect(look([])).toMatchObject({ runId: "shop-1", records: head });
  });

  test("lists its environments in their order", () => {
    const facts = [validated("development"), intended("staging/network")];

    expect(environmentRows(look(facts)).map(({ environment, state }) => `${environment} ${state}`)).toEqual([
      "development validated",
      "staging provisioning",
      "production absent",
    ]);
  });

  test("lists every gate with its decisions", () => {
    const facts = [
      asked("plan-approval"),
      decided("plan-approval", { reason: "as agreed" }),
      asked("staging-sign-off"),
      decided("staging-sign-off", { decision: "reject", reason: "too slow" }),
    ];

    expect(look(facts).gates).toEqual([
      {
        gate: "plan-approval",
        state: "approved",
        decisions: [{ approver: "ann", decision: "approve", reason: "as agreed" }],
      },
      {
        gate: "staging-sign-off",
        state: "rejected",
        decisions: [{ approver: "ann", decision: "reject", reason: "too slow" }],
      },
      { gate: "change-record", state: "not opened", decisions: [] },
      { gate: "production-release", state: "not opened", decisions: [] },
    ]);
  });
});
