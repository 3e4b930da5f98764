import type { Fact } from "../../../lib/domain/records/facts.ts";
import { progressOf } from "../../../lib/domain/run/progress.ts";
import { development, production, signedOff, staging } from "../../fixtures/run-stages.ts";
import { entriesOf } from "../../fixtures/sample-entries.ts";
import {
  asked,
  decided,
  intended,
  opened,
  proved,
  provisioned,
  receipt,
  refused,
  rollbackBegun,
  validated,
} from "../../fixtures/sample-facts.ts";

const statesAfter = (...facts: readonly Fact[]) =>
  Object.values(progressOf(entriesOf(...facts))).map(({ state }) => state);
/** Production is released, and confirmed with its ingress. */
const confirmed = [
  ...production,
  decided("production-release"),
  intended("production/ingress"),
  validated("production"),
];
const sealed = receipt("run", { statement: "run-closed" });
const frozen: Fact = {
  action: "read-windows",
  kind: "observation",
  subject: "staging",
  detail: {
    environment: "staging",
    scope: "everything",
    outcome: "frozen",
    askedAt: "2026-11-24T10:00:00.000Z",
    settings: [],
    closedBy: [{ window: "settings/year-end", reason: "year end" }],
    continuesAt: "2027-01-02T06:00:00.000Z",
    lifted: [],
  },
};

test.each<[string, readonly Fact[], readonly string[]]>([
  ["a run that was opened", [opened()], ["queued", "queued", "queued"]],
  ["the plan's approval is asked", [opened(), asked("plan-approval")], ["waiting", "queued", "queued"]],
  ["development is deployed", [opened(), development[0] as Fact], ["in-progress", "queued", "queued"]],
  ["development is valid", [opened(), ...development], ["success", "queued", "queued"]],
  ["a freeze holds staging", [opened(), ...development, frozen], ["success", "waiting", "queued"]],
  ["staging waits for its sign-off", [opened(), ...staging], ["success", "waiting", "queued"]],
  ["the change record is asked", [opened(), ...signedOff], ["success", "success", "waiting"]],
  [
    "the change record is approved",
    [opened(), ...signedOff, decided("change-record")],
    ["success", "success", "queued"],
  ],
  ["production waits for its release", [opened(), ...production], ["success", "success", "waiting"]],
  [
    "production is confirmed, and not sealed",
    [opened(), ...confirmed],
    ["success", "success", "in-progress"],
  ],
  ["the run succeeded", [opened(), ...confirmed, sealed], ["success", "success", "success"]],
  [
    "a step fails",
    [opened(), development[0] as Fact, provisioned("development/network", { result: "failed" })],
    ["failure", "queued", "queued"],
  ],
  [
    "a rollback has begun",
    [opened(), ...development, rollbackBegun("development")],
    ["in-progress", "queued", "queued"],
  ],
  [
    "a rollback is proved",
    [opened(), ...development, rollbackBegun("development"), proved("development"), sealed],
    ["failure", "inactive", "inactive"],
  ],
  [
    "a rollback is not proved",
    [
      opened(),
      ...development,
      rollbackBegun("development"),
      proved("development", { proved: false }),
      sealed,
    ],
    ["failure", "inactive", "inactive"],
  ],
  [
    "a person rejects staging",
    [
      opened(),
      ...staging,
      decided("staging-sign-off", { decision: "reject" }),
      rollbackBegun("staging"),
      proved("staging"),
      sealed,
    ],
    ["success", "inactive", "inactive"],
  ],
  [
    "a person rejects the change record",
    [opened(), ...signedOff, decided("change-record", { decision: "reject" }), sealed],
    ["success", "success", "inactive"],
  ],
  ["the change is refused", [opened(), refused(), sealed], ["inactive", "inactive", "inactive"]],
])("when %s, the environments are so far", (_, facts, states) => {
  expect(statesAfter(...facts)).toEqual(states);
});

test.each<[string, "development" | "staging" | "production", readonly Fact[], string, string]>([
  [
    "that is being undone",
    "development",
    [...development, rollbackBegun("development")],
    "in-progress",
    "is being rolled back",
  ],
  [
    "in which the run ended halfway",
    "development",
    [development[0] as Fact, sealed],
    "inactive",
    "the run ended before this environment",
  ],
  [
    "that was valid, and whose release was rejected",
    "production",
    [...production, decided("production-release", { decision: "reject" }), sealed],
    "inactive",
    "the run ended before this environment was through",
  ],
  [
    "that is valid, and whose sign-off is not asked for yet",
    "staging",
    staging.slice(0, -1),
    "in-progress",
    "is being provisioned and validated",
  ],
])("an environment %s says so", (_what, environment, facts, state, says) => {
  expect(progressOf(entriesOf(opened(), ...facts))[environment]).toEqual({ state, says });
});

test("what a hold says names what is held, and until when", () => {
  expect(progressOf(entriesOf(opened(), ...development, frozen)).staging.says).toBe(
    "a freeze holds staging until 2027-01-02 06:00 UTC",
  );
});
