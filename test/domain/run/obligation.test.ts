import type { Environment } from "../../../lib/domain/environment.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import {
  type GateState,
  gateState,
  hasEffect,
  isPast,
  isValidated,
  rollbackObligation,
  wasValidated,
} from "../../../lib/domain/run/obligation.ts";
import {
  asked,
  decided,
  expired,
  intended,
  passed,
  provisioned,
  recovered,
  rollbackBegun,
  undoing,
  validated,
  voided,
} from "../../fakes/facts.ts";
import * as soFar from "../../fakes/run-so-far.ts";

describe("an environment", () => {
  test.each<[string, Fact[], boolean]>([
    ["has an effect from its first intent on", [recovered(), intended("staging/network")], true],
    ["has none while only its neighbour has", [intended("development/network")], false],
    [
      "has none by an outcome that nobody intended",
      [provisioned("staging/network", { result: "untouched" })],
      false,
    ],
    ["has none by being undone", [undoing("staging/network")], false],
  ])("%s", (_what, facts, expected) => {
    expect(hasEffect(facts, "staging")).toBe(expected);
  });

  test.each<[string, Fact[], boolean]>([
    [
      "is validated when its checks held",
      [validated("staging"), validated("development", { held: false })],
      true,
    ],
    [
      "is validated by the last look at it",
      [validated("staging", { held: false }), validated("staging")],
      true,
    ],
    [
      "is not when the last look found something",
      [validated("staging"), validated("staging", { held: false })],
      false,
    ],
    ["is not by its neighbour's checks", [validated("development")], false],
    ["is not while nobody looked", [], false],
    ["stays validated whatever else is said of it", [validated("staging"), rollbackBegun("staging")], true],
  ])("%s", (_what, facts, expected) => {
    expect(isValidated(facts, "staging")).toBe(expected);
  });

  test.each<[string, Fact[], boolean]>([
    ["once its checks held", [validated("staging"), recovered(), recovered({ cause: "again" })], true],
    ["although it drifted later", [validated("staging"), validated("staging", { held: false })], true],
    [
      "although its neighbour was touched later",
      [validated("staging"), intended("development/network")],
      true,
    ],
    ["not when it was touched later", [validated("staging"), intended("staging/network")], false],
    ["not when it was being undone later", [validated("staging"), undoing("staging/network")], false],
    [
      "not when its checks did not hold",
      [intended("staging/network"), validated("staging", { held: false })],
      false,
    ],
    ["not by its neighbour's checks", [intended("staging/network"), validated("development")], false],
    [
      "when its checks held right after it was touched",
      [intended("staging/network"), validated("staging")],
      true,
    ],
  ])("was validated %s", (_what, facts, expected) => {
    expect(wasValidated(facts, "staging")).toBe(expected);
  });
});

describe("a gate", () => {
  const gate = "change-record";
  const other = "staging-sign-off";
  const two = asked(gate, { approvers: ["ann", "bob", "cleo"], quorum: 2 });
  const yes = (approver: string) => decided(gate, { approver });
  const no = (approver: string) => decided(gate, { decision: "reject", approver });

  test.each<[string, Fact[], GateState | null]>([
    ["was not opened while only others were", [asked(other), decided(other)], null],
    ["is open until somebody answers", [asked(gate)], "open"],
    [
      "is open while others are decided",
      [asked(other), asked(gate), decided(other, { decision: "reject" })],
      "open",
    ],
    ["is open while fewer said yes than it takes", [two, yes("ann")], "open"],
    ["is open when the same person says yes twice", [two, yes("ann"), yes("ann")], "open"],
    ["is approved when as many said yes as it takes", [two, yes("ann"), yes("bob")], "approved"],
    ["is approved when more did", [two, yes("ann"), yes("bob"), yes("cleo")], "approved"],
    ["is rejected by one no among yeses", [two, yes("ann"), no("bob"), yes("cleo")], "rejected"],
    [
      "is rejected also when its time is over then",
      [asked(gate), decided(gate, { decision: "reject" }), expired(gate)],
      "rejected",
    ],
    ["is expired when its time is over", [two, yes("ann"), expired(gate)], "expired"],
    ["is not expired by another's time", [asked(gate), expired(other)], "open"],
    ["is void when what was shown has moved", [asked(gate), decided(gate), voided(gate)], "void"],
    ["is not void by another", [asked(gate), voided(other)], "open"],
    ["is passed when there was nothing to ask", [passed(gate)], "passed"],
    ["is not passed with another", [passed(other)], null],
    ["asks anew when it was void", [asked(gate), voided(gate), asked(gate)], "open"],
    ["asks anew when it was passed before", [passed(gate), asked(gate)], "open"],
    [
      "takes no yes to what was shown before",
      [asked(gate), decided(gate, { dossierDigest: "b".repeat(64) })],
      "open",
    ],
    ["takes no yes of somebody who was not asked", [asked(gate), decided(gate, { approver: "eve" })], "open"],
    [
      "takes no no of somebody who was not asked",
      [asked(gate), decided(gate, { decision: "reject", approver: "eve" })],
      "open",
    ],
  ])("%s", (_what, facts, state) => {
    expect(gateState(facts, gate)).toBe(state);
  });

  test.each<[string, Fact[], boolean]>([
    ["that was approved lets the run go on", [asked(gate), decided(gate)], true],
    ["that was passed lets the run go on", [passed(gate)], true],
    ["that is open does not", [asked(gate)], false],
    ["that was rejected does not", [asked(gate), decided(gate, { decision: "reject" })], false],
    ["that was never opened does not", [], false],
  ])("%s", (_what, facts, expected) => {
    expect(isPast(facts, gate)).toBe(expected);
  });
});

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
    expect(rollbackObligation(facts)).toBe(environment);
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
  expect(rollbackObligation(facts)).toBe(obligation);
});
