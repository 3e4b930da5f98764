import type { Environment, Scope } from "../../../lib/domain/environment.ts";
import { prerequisitesOf } from "../../../lib/domain/run/prerequisites.ts";

describe("before the first effect", () => {
  const production = ["validated staging", "gate-passed staging-sign-off", "gate-passed change-record"];
  const release = [...production, "validated production", "gate-passed production-release"];

  test.each<[string, Environment, Scope, string[]]>([
    ["in development the plan is approved", "development", "everything", ["gate-passed plan-approval"]],
    [
      "in staging development is validated as well",
      "staging",
      "everything",
      ["gate-passed plan-approval", "validated development"],
    ],
    [
      "in production staging is validated and signed off, and the change approved",
      "production",
      "all-but-ingress",
      production,
    ],
    ["on production's ingress production is validated and released", "production", "ingress", release],
    ["on all of production, its ingress too, everything is", "production", "everything", release],
  ])("%s", (_what, environment, scope, needed) => {
    expect(
      prerequisitesOf(environment, scope).map(({ statement, about }) => `${statement} ${about}`),
    ).toEqual(needed);
  });
});
