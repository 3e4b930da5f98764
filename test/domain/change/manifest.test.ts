import {
  type Change,
  parseChange,
  runIdOf,
  type Step,
  stepsInOrder,
} from "../../../lib/domain/change/manifest.ts";

const step = (environment: string, part: Step["part"], dependsOn: string[] = []): Step => ({
  step: part,
  part,
  stackName: `interlock-${environment}-${part}`,
  templateDigest: "a".repeat(64),
  parameters: {},
  tags: {},
  dependsOn,
});
const person = { name: "Ada", address: "ada@example.com" };
const change: Change = {
  application: "interlock",
  repository: "git@example.com:acme/Web Shop",
  attempt: 1,
  commit: {
    sha: "0123456789abcdef0123456789abcdef01234567",
    subject: "open the shop",
    author: person,
    committer: person,
    coAuthors: [],
    parents: [],
    committedAt: "2026-11-24T10:00:00Z",
  },
  contributors: { since: null, people: [] },
  environments: {
    development: [step("development", "compute", ["network"]), step("development", "network")],
    staging: [step("staging", "network")],
    production: [step("production", "ingress", ["network"]), step("production", "network")],
  },
};

test("steps come after the steps they depend on", () => {
  expect(stepsInOrder(parseChange(change), "development", "everything").map(({ step }) => step)).toEqual([
    "network",
    "compute",
  ]);
});

test("ingress is a scope of its own", () => {
  expect(stepsInOrder(change, "production", "all-but-ingress").map(({ step }) => step)).toEqual(["network"]);
  expect(stepsInOrder(change, "production", "ingress").map(({ step }) => step)).toEqual(["ingress"]);
});

test("a run is named after repository, commit and attempt, and fits into execution names", () => {
  expect(runIdOf(change)).toBe("web-shop-0123456789ab-1");
  expect(runIdOf({ ...change, repository: "x".repeat(200), attempt: 99 }).length).toBeLessThanOrEqual(40);
});

test.each<[string, Change["environments"] | undefined, RegExp]>([
  ["a Stage missing", { ...change.environments, staging: [] }, /environments\.staging/],
  [
    "a stack named outside the pattern",
    { ...change.environments, staging: [step("production", "network")] },
    /interlock-production-network of staging is named outside the pattern interlock-staging-/,
  ],
  [
    "two stacks of one name",
    {
      ...change.environments,
      staging: [step("staging", "network"), { ...step("staging", "network"), step: "other" }],
    },
    /two steps are named/,
  ],
  [
    "steps that wait for each other",
    {
      ...change.environments,
      staging: [step("staging", "network", ["compute"]), step("staging", "compute", ["network"])],
    },
    /wait for each other/,
  ],
])("refuses a change with %s", (_what, environments, message) => {
  expect(() => parseChange({ ...change, environments })).toThrow(message);
});
