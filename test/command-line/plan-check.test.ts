import { readFileSync } from "node:fs";
import { confirmDefinition } from "../../lib/command-line/plan-check.ts";
import { readPlan } from "../../lib/command-line/run-change.ts";

type States = Record<string, { TimeoutSeconds?: number }>;

/** The checked-in definition, edited. */
function definition(edit: (states: States) => void): { States: States } {
  const document = JSON.parse(
    readFileSync(new URL("../../statemachines/provisioning-plan.asl.json", import.meta.url), "utf8"),
  ) as { States: States };
  edit(document.States);
  return document;
}

test("the plan 21.03 is what the checked-in definition carries out", () => {
  expect(() => confirmDefinition(readPlan())).not.toThrow();
});

test.each<[string, (states: States) => void, string]>([
  [
    "asks a gate no more",
    (states) => delete states["6.1 Ask for change record"],
    "the gate change-record, and no state",
  ],
  [
    "waits at a gate for less than the plan gives",
    (states) => {
      states["6.1 Ask for staging sign-off"] = {
        ...states["6.1 Ask for staging sign-off"],
        TimeoutSeconds: 3_600,
      };
    },
    "gates.staging-sign-off.expiresAfterHours is 72: the definition waits 1 hours at most",
  ],
  [
    "leaves an environment out",
    (states) => delete states["5.2 Provision staging"],
    "no state of the definition calls provision-step",
  ],
])("a definition that %s is refused", (_what, edit, message) => {
  expect(() => confirmDefinition(readPlan(), definition(edit) as never)).toThrow(message);
});
