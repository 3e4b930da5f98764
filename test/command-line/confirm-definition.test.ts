import { readFileSync } from "node:fs";
import { confirmDefinition } from "../../lib/command-line/confirm-definition.ts";
import { readPlan } from "../../lib/command-line/submission/read-plan.ts";

type States = Record<string, { TimeoutSeconds?: number }>;

/** The checked-in definition, edited. */
function definition(edit: (states: States) => void): { States: States } {
  const document = JSON.parse(
    readFileSync(new URL("../../statemachines/provisioning-plan.asl.json", import.meta.url), "utf8"),
  ) as { States: States };
  edit(document.States);
  return document;
}

test("the checked-in definition carries out plan 21.03", () => {
  expect(() => confirmDefinition(readPlan())).not.toThrow();
});

test.each<[string, (states: States) => void, string]>([
  [
    "lacks a gate",
    (states) => delete states["6.1 Ask for change record"],
    "the gate change-record, but no state",
  ],
  [
    "waits at a gate for less time than the plan gives",
    (states) => {
      states["6.1 Ask for staging sign-off"] = {
        ...states["6.1 Ask for staging sign-off"],
        TimeoutSeconds: 3_600,
      };
    },
    "gates.staging-sign-off.expiresAfterHours is 72: the definition waits at most 1 hours",
  ],
  [
    "leaves out an environment",
    (states) => delete states["5.2 Provision staging"],
    "no state of the definition calls provision-step",
  ],
])("a definition that %s is refused", (_what, edit, message) => {
  expect(() => confirmDefinition(readPlan(), definition(edit) as never)).toThrow(message);
});

test("a definition that looks for less long than a check of the plan may be asked again is refused", () => {
  const plan = readPlan("application");
  const asks = { kind: "alarm", step: "Api", resource: "Errors", okMinutes: 60, retryMinutes: 30 } as const;
  plan.environments[1].checks.push({ id: "quiet", clause: "5.3", text: "Quiet", asks });
  const looking = (times: number) => ({
    States: { Loop: { Choices: [{ NumericGreaterThanEquals: times }] } },
  });

  expect(() => confirmDefinition(plan)).not.toThrow();
  expect(() => confirmDefinition(plan, undefined, looking(89))).toThrow(
    "the check quiet of staging may be asked for 90 minutes: the definition looks for at most 89",
  );
});
