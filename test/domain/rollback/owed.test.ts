import type { Change, Step } from "../../../lib/domain/change/manifest.ts";
import type { Environment, Part } from "../../../lib/domain/environment.ts";
import type { FactOf } from "../../../lib/domain/records/facts.ts";
import { type Obligation, obligationsOf } from "../../../lib/domain/rollback/obligations.ts";

type Intent = FactOf<"provision-step", "intent">;

const wanted = "a".repeat(64);
const before = "b".repeat(64);
const step = (part: Part, ...dependsOn: readonly Part[]): Step => ({
  step: part,
  part,
  stackName: `shop-production-${part}`,
  templateDigest: wanted,
  parameters: {},
  tags: {},
  dependsOn: [...dependsOn],
});
const production = [step("storage"), step("compute", "storage"), step("ingress", "compute")];
const change = { environments: { development: production, staging: [], production } } as unknown as Change;

const meant = (part: Part, about: Partial<Intent["detail"]> = {}): Intent => ({
  action: "provision-step",
  kind: "intent",
  subject: `production/${part}`,
  detail: {
    environment: "production",
    step: part,
    part,
    operation: "create",
    attempt: 1,
    stackName: `shop-production-${part}`,
    stackId: null,
    token: `${about.operation ?? "create"} ${part}`,
    wantedDigest: wanted,
    baselineDigest: null,
    ...about,
  },
});
const owed = (facts: readonly Intent[], environment: Environment = "production") =>
  obligationsOf(change, facts, environment, "all-but-ingress", ["storage"]);
const of = (part: Part) => ({
  step: part,
  part,
  stackName: `shop-production-${part}`,
  templateDigest: wanted,
  isKept: part === "storage",
  changeSet: undefined,
});

test("nothing is owed of steps that were never touched", () => {
  expect(owed([])).toEqual([]);
});

test("nothing is owed of what was done elsewhere", () => {
  expect(owed([meant("compute")], "development")).toEqual([]);
});

test("each step is owed what was done to itself, newest first", () => {
  const facts = [
    meant("storage"),
    meant("compute", { operation: "update", baselineDigest: before, changeSet: "one" }),
  ];

  expect(owed(facts)).toEqual<Obligation[]>([
    {
      ...of("compute"),
      owners: ["update compute"],
      changeSet: "one",
      undo: { to: "baseline", baselineDigest: before },
    },
    {
      ...of("storage"),
      owners: ["create storage"],
      undo: { to: "kept", reason: "the plan keeps storage when production is rolled back" },
    },
  ]);
});

test("a step is owed nothing for what was done to another", () => {
  expect(owed([meant("storage")]).map(({ step }) => step)).toEqual(["storage"]);
});

describe("the change set that has to be withdrawn", () => {
  const prepare = (changeSet: string) => meant("compute", { operation: "prepare", changeSet });

  test("is the one that was prepared last", () => {
    expect(owed([prepare("one"), prepare("two")])[0]?.changeSet).toBe("two");
  });

  test("is still that one after an update by request", () => {
    expect(owed([prepare("one"), meant("compute", { operation: "update" })])[0]?.changeSet).toBe("one");
  });
});

test("what was freed of a wedge, and whose leftover was deleted then, goes", () => {
  const facts = [
    meant("compute", { operation: "continue-rollback" }),
    meant("compute", { operation: "delete-leftover" }),
  ];

  expect(owed(facts)).toEqual<Obligation[]>([{ ...of("compute"), owners: [], undo: { to: "absent" } }]);
});

test("an ingress that this run closed is owed to be gone, whoever opened it", () => {
  const facts = [meant("ingress", { operation: "close-ingress" })];

  expect(obligationsOf(change, facts, "production", "ingress", [])).toEqual<Obligation[]>([
    { ...of("ingress"), owners: null, undo: { to: "absent" } },
  ]);
});
