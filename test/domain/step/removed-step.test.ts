import type { Environment, Part } from "../../../lib/domain/environment.ts";
import type { RemovedStep } from "../../../lib/domain/records/removed-step.ts";
import { removalScope, removedFrom, removedIngress } from "../../../lib/domain/step/removed-step.ts";
import { someDigest } from "../../fixtures/sample-facts.ts";

const step = (environment: Environment, part: Part): RemovedStep => ({
  environment,
  step: part,
  part,
  stackName: `shop-${environment}-${part}`,
  stackId: `arn:${environment}/${part}`,
  deployedDigest: someDigest,
  dependsOn: [],
});
const removed = [step("staging", "ingress"), step("production", "ingress"), step("production", "compute")];

test("the removed steps of an environment are those that the first entry lists for it, in its order", () => {
  expect(removedFrom({ removed }, "production")).toEqual(removed.slice(1));
  expect(removedFrom({ removed }, "development")).toStrictEqual([]);
});

test("a run that looked for no removed steps removes none", () => {
  expect(removedFrom({}, "production")).toStrictEqual([]);
});

test("what is removed of production goes behind the release, and elsewhere with everything", () => {
  expect(removalScope("production")).toBe("ingress");
  expect([removalScope("development"), removalScope("staging")]).toEqual(["everything", "everything"]);
});

test("the removed steps that are public are those of ingress", () => {
  expect(removedIngress({ removed }, "production")).toEqual([removed[1]]);
});
