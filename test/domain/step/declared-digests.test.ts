import type { Fact } from "../../../lib/domain/records/facts.ts";
import { declaredDigests } from "../../../lib/domain/step/attempts.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { sampleStep } from "../../fixtures/sample-change.ts";
import { intended, otherDigest, provisioned, someDigest } from "../../fixtures/sample-facts.ts";

const step = sampleStep("staging", "network");
const own = deployedDigest(step);
const updating = (fromDigest: string) => intended("staging/network", { operation: "update", fromDigest });
const untouched = provisioned("staging/network", { result: "untouched" });

describe("a step stands as the change declares it", () => {
  test.each<[string, readonly Fact[]]>([
    ["before this run did anything", []],
    ["that was updated", [updating(someDigest), provisioned("staging/network", { result: "updated" })]],
    ["that was found as wanted", [untouched]],
    [
      "of which only a change set was made",
      [intended("staging/network", { operation: "prepare", fromDigest: someDigest }), untouched],
    ],
    [
      "whose earlier digest was not recorded yet",
      [intended("staging/network", { operation: "update" }), untouched],
    ],
    [
      "while another step was updated",
      [intended("staging/compute", { operation: "update", fromDigest: someDigest }), untouched],
    ],
    [
      "while another environment was updated",
      [intended("production/network", { operation: "update", fromDigest: someDigest }), untouched],
    ],
    [
      "while another step was untouched",
      [updating(someDigest), provisioned("staging/compute", { result: "untouched" })],
    ],
  ])("with its own digest alone, %s", (_what, facts) => {
    expect(declaredDigests(facts, "staging", step)).toStrictEqual([own]);
  });

  test("with what it had before the last update, if CloudFormation found nothing to deploy", () => {
    const facts = [updating(otherDigest), updating(someDigest), untouched];
    expect(declaredDigests(facts, "staging", step)).toEqual([own, someDigest]);
  });
});
