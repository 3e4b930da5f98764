import { injectFault } from "../../../lib/command-line/rehearsal/inject-fault.ts";
import { problemsOf, remainsText } from "../../../lib/command-line/rehearsal/judge-remains.ts";
import { allScenarios, scenarioHere, scenarioOf } from "../../../lib/command-line/rehearsal/scenarios.ts";
import type { Assembly } from "../../../lib/command-line/submission/assembly.ts";
import { noAssets } from "../../../lib/command-line/submission/build-assets.ts";
import { sha256 } from "../../../lib/domain/canonical.ts";
import type { Step } from "../../../lib/domain/change/manifest.ts";

const template = JSON.stringify({ Resources: { Vpc: { Type: "AWS::EC2::VPC" } } });
const step = (environment: string, part: "network" | "ingress"): Step => ({
  step: part,
  part,
  stackName: `shop-${environment}-${part}`,
  templateDigest: sha256(template),
  parameters: {},
  tags: {},
  dependsOn: [],
});
const assembly: Assembly = {
  application: "shop",
  environments: {
    development: [step("development", "network")],
    staging: [step("staging", "network")],
    production: [step("production", "network"), step("production", "ingress")],
  },
  templates: new Map([[sha256(template), template]]),
  ...noAssets,
};

describe("an injected fault", () => {
  test("comes after all other resources of one step, and is declared in a tag", () => {
    const { environments: found, templates } = injectFault(assembly, {
      kind: "fail",
      environment: "staging",
      step: "network",
    });
    const [faulty] = found.staging;
    const changed = JSON.parse(templates.get(faulty?.templateDigest ?? "") ?? "{}");
    expect(changed.Resources.RehearsalFault.DependsOn).toEqual(["Vpc"]);
    expect(faulty?.tags).toHaveProperty("interlock:rehearsal");
    expect(found.development).toEqual(assembly.environments.development);
  });

  test("needs a step that exists", () => {
    const fault = { kind: "fail", environment: "staging", step: "kitchen" } as const;
    expect(() => injectFault(assembly, fault)).toThrow("no step kitchen: its steps are network");
  });
});

describe("a scenario", () => {
  test.each([
    [{}, "name one failure"],
    [{ reject: "staging-sign-off", fail: "staging/compute" }, "name one failure"],
    [{ reject: "no-such-gate" }, "the gates are plan-approval"],
    [{ abort: "testing" }, "the environments are development"],
    [{ fail: "compute" }, "write ENVIRONMENT/STEP"],
  ])("is refused for the options %j, with the possible values", (options, message) => {
    expect(() => scenarioOf(options)).toThrow(message);
  });

  test("exists for each rejected or expired gate, each aborted phase, and each way that a step can fail", () => {
    const names = allScenarios(assembly).map(({ name }) => name);
    // 4 gates in 2 ways, 3 phases, 4 steps in 3 ways, and the 2 steps of production again after a success.
    expect(names).toHaveLength(8 + 3 + 12 + 2);
    expect(new Set(names).size).toBe(names.length);
  });

  test("in an installation in use leaves the failing environment, and the later ones, as they were", () => {
    const { expected } = scenarioHere(scenarioOf({ fail: "staging/network" }));
    expect(expected).toEqual({
      development: { is: "everything" },
      staging: { is: "as it was" },
      production: { is: "as it was" },
    });
    expect(() => scenarioHere(scenarioOf({ fail: "production/network" }))).toThrow("without --here");
  });
});

describe("the resources that remain after a rehearsal", () => {
  const nothing = { stacks: new Map<string, string>(), resources: [] };
  const all = {
    stacks: new Map([
      ["shop-production-network", "v1"],
      ["shop-production-ingress", "v1"],
    ]),
    resources: ["bucket shop-production-logs"],
  };
  const { production } = assembly.environments;

  test("is shown without the stacks' common prefix", () => {
    expect(remainsText(all, "shop-production-")).toBe("network, ingress; 1 named resources");
    expect(remainsText(nothing, "shop-production-")).toBe("nothing");
  });

  test.each([
    [{ is: "nothing" }, nothing, []],
    [
      { is: "nothing" },
      all,
      [
        "shop-production-network is still there",
        "shop-production-ingress is still there",
        "bucket shop-production-logs is still there",
      ],
    ],
    [{ is: "everything" }, all, []],
    [{ is: "everything" }, nothing, ["shop-production-network is gone", "shop-production-ingress is gone"]],
    [{ is: "only", parts: ["network"] }, all, ["shop-production-ingress is still there"]],
    [
      { is: "as it was" },
      { ...all, stacks: new Map([...all.stacks, ["shop-production-network", "v2"]]) },
      ["shop-production-network is not as it was"],
    ],
  ] as const)("is compared with the expectation %j", (expected, found, problems) => {
    expect(problemsOf(expected, found, all, production)).toEqual(problems);
  });
});
