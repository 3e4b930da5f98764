import type { Environment } from "../../../lib/domain/environment.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { environmentToRollBack } from "../../../lib/domain/run/environment-to-roll-back.ts";
import { asked, decided, intended, passed, rollbackBegun, validated } from "../../fakes/facts.ts";
import * as soFar from "../../fakes/run-so-far.ts";

describe("a run that stops owes the rollback", () => {
  const development = [intended("development/network"), validated("development")];
  const staging = [...development, intended("staging/network"), validated("staging")];

  test.each<[string, Fact[], Environment | null]>([
    ["of nothing when a rollback was begun where nothing was done", [rollbackBegun("staging")], null],
    [
      "of development, not of staging whose rollback was begun without an effect",
      [intended("development/network"), rollbackBegun("staging")],
      "development",
    ],
    [
      "of what was begun last",
      [...staging, rollbackBegun("staging"), rollbackBegun("development")],
      "development",
    ],
    ["of staging although development was validated", staging, "staging"],
    ["of nothing when nothing would change in production", [...staging, passed("staging-sign-off")], null],
    [
      "of production also when staging was signed off",
      [...staging, asked("staging-sign-off"), decided("staging-sign-off"), intended("production/network")],
      "production",
    ],
    [
      "of development again when it was touched after it was validated",
      [...development, intended("development/network")],
      "development",
    ],
  ])("%s", (_what, facts, environment) => {
    expect(environmentToRollBack(facts)).toBe(environment);
  });
});

test.each<[string, readonly Fact[], Environment | null]>([
  ["nothing, while nothing was touched", [], null],
  ["development, while it is not validated", [intended("development/network")], "development"],
  ["nothing, once development is validated", soFar.development, null],
  ["staging, until it is signed off", soFar.staging, "staging"],
  ["nothing, once staging is signed off", soFar.signedOff, null],
  [
    "staging, once its rollback was begun, also when it is signed off",
    [...soFar.signedOff, rollbackBegun("staging")],
    "staging",
  ],
  ["production, from its first intent on", soFar.production, "production"],
])("a run that stops must roll back %s", (_what, facts, obligation) => {
  expect(environmentToRollBack(facts)).toBe(obligation);
});
