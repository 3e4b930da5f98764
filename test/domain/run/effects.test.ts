import type { Fact } from "../../../lib/domain/records/facts.ts";
import { hasChanged, hasEffect, isValidated, wasValidated } from "../../../lib/domain/run/effects.ts";
import {
  intended,
  provisioned,
  recovered,
  rollbackBegun,
  undoing,
  validated,
} from "../../fixtures/sample-facts.ts";

describe("an environment", () => {
  test.each<[string, Fact[], boolean]>([
    ["has an effect from its first intent on", [recovered(), intended("staging/network")], true],
    ["has none while only its neighbour has", [intended("development/network")], false],
    [
      "has none by an outcome without an intent",
      [provisioned("staging/network", { result: "untouched" })],
      false,
    ],
    ["has none by being undone", [undoing("staging/network")], false],
  ])("%s", (_what, facts, expected) => {
    expect(hasEffect(facts, "staging")).toBe(expected);
  });

  test.each<[string, Fact[], boolean]>([
    ["was changed from the first intent on that changes it", [intended("staging/network")], true],
    [
      "was not by a change set that was only made",
      [intended("staging/network", { operation: "prepare" })],
      false,
    ],
    ["was not by its neighbour's change", [intended("development/network")], false],
    ["was not by an outcome without an intent", [provisioned("staging/network")], false],
    ["was not by being undone", [undoing("staging/network")], false],
  ])("%s", (_what, facts, expected) => {
    expect(hasChanged(facts, "staging")).toBe(expected);
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
    ["is not before any search", [], false],
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
