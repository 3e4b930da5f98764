import type { Environment, Part, Scope } from "../../../lib/domain/environment.ts";
import type { Fact, FactOf } from "../../../lib/domain/records/facts.ts";
import { type Obligation, obligationsOf } from "../../../lib/domain/rollback/steps-to-undo.ts";
import { sampleChange, sampleStep } from "../../fixtures/sample-change.ts";
import { intended, opened, otherDigest, someDigest } from "../../fixtures/sample-facts.ts";

type Operation = FactOf<"provision-step", "intent">["detail"]["operation"];

const firstBaseline = "1".repeat(64);
const production = [
  sampleStep("production", "storage"),
  sampleStep("production", "compute", { dependsOn: ["storage"] }),
  sampleStep("production", "ingress", { dependsOn: ["compute"] }),
];
const change = sampleChange({ environments: { development: production, staging: [], production } });

/** What the run meant to do to a step of production, under a token that names it. */
const meant = (part: Part, operation: Operation, baselineDigest: string | null = null, changeSet?: string) =>
  intended(`production/${part}`, {
    operation,
    baselineDigest,
    token: `${operation} ${part}`,
    ...(changeSet === undefined ? {} : { changeSet }),
  });
const compute = (operation: Operation, baselineDigest?: string, changeSet?: string) =>
  meant("compute", operation, baselineDigest, changeSet);

/** What is owed with a plan that keeps storage. */
const owed = (
  facts: readonly Fact[],
  scope: Scope = "all-but-ingress",
  environment: Environment = "production",
) => obligationsOf(change, facts, environment, scope, ["storage"]);
const of = (part: Part) => ({
  step: part,
  part,
  stackName: `shop-production-${part}`,
  deployed: { templateDigest: someDigest, parameters: {}, tags: {} },
  isKept: part === "storage",
  changeSet: undefined,
});
const toBaseline = (baselineDigest: string) => ({ to: "baseline", baselineDigest }) as const;

describe("the obligations follow from the intents, in any order", () => {
  test.each<[string, readonly Fact[], object]>([
    ["what was created goes", [compute("create")], { undo: { to: "absent" }, owners: ["create compute"] }],
    [
      "also if another's leftover made way for it",
      [compute("delete-leftover"), compute("create")],
      { undo: { to: "absent" }, owners: ["create compute"] },
    ],
    [
      "also if only the leftover was deleted",
      [compute("delete-leftover")],
      { undo: { to: "absent" }, owners: [] },
    ],
    [
      "also if the leftover was freed of a wedge first",
      [compute("continue-rollback"), compute("delete-leftover")],
      { undo: { to: "absent" }, owners: [] },
    ],
    [
      "what was updated goes back to its first baseline",
      [
        compute("prepare", firstBaseline),
        compute("update", firstBaseline),
        compute("prepare", otherDigest),
        compute("update", otherDigest),
      ],
      { undo: toBaseline(firstBaseline), owners: ["update compute", "update compute"] },
    ],
    [
      "an update that was only prepared, of a stack that this run did not make",
      [compute("prepare", firstBaseline, "one")],
      { undo: toBaseline(firstBaseline), owners: [], changeSet: "one" },
    ],
    [
      "a creation that found a stack standing, and went on as its update, owes the baseline",
      [compute("create"), compute("prepare", firstBaseline), compute("update", firstBaseline)],
      { undo: toBaseline(firstBaseline), owners: ["create compute", "update compute"] },
    ],
    [
      "an update whose stack was wedged owes the baseline",
      [compute("continue-rollback"), compute("prepare", firstBaseline), compute("update", firstBaseline)],
      { undo: toBaseline(firstBaseline), owners: ["update compute"] },
    ],
    [
      "what was only freed of a wedge stays as found",
      [compute("continue-rollback")],
      { undo: { to: "found" }, owners: [] },
    ],
    [
      "what the plan keeps is restored when it was updated",
      [meant("storage", "prepare", firstBaseline), meant("storage", "update", firstBaseline)],
      { undo: toBaseline(firstBaseline), isKept: true },
    ],
  ])("%s", (_what, facts, owes) => {
    expect(owed(facts)).toEqual([expect.objectContaining(owes)]);
  });

  test("each step must be undone as it was done, newest first", () => {
    expect(owed([meant("storage", "create"), compute("update", otherDigest, "one")])).toEqual<Obligation[]>([
      { ...of("compute"), owners: ["update compute"], changeSet: "one", undo: toBaseline(otherDigest) },
      {
        ...of("storage"),
        owners: ["create storage"],
        undo: { to: "kept", reason: "the plan keeps storage when production is rolled back" },
      },
    ]);
  });
});

describe("nothing must be undone", () => {
  test("of steps that were never touched", () => {
    expect(owed([])).toEqual([]);
  });

  test("for work in another environment", () => {
    expect(owed([compute("create")], "everything", "development").filter(isNotIngress)).toEqual([]);
  });
});

const isNotIngress = ({ part }: Obligation): boolean => part !== "ingress";

describe("the change set that has to be withdrawn", () => {
  test("is the one that was prepared last", () => {
    const prepared = [compute("prepare", otherDigest, "one"), compute("prepare", otherDigest, "two")];

    expect(owed(prepared)[0]?.changeSet).toBe("two");
  });

  test("is still that one after an update by request", () => {
    expect(owed([compute("prepare", otherDigest, "one"), compute("update")])[0]?.changeSet).toBe("one");
  });
});

describe("ingress", () => {
  test("goes first and in any case, even if another run opened it", () => {
    expect(owed([compute("create")], "everything").map(({ step }) => step)).toEqual(["ingress", "compute"]);
    expect(owed([compute("create")], "ingress")).toEqual<Obligation[]>([
      { ...of("ingress"), owners: null, undo: { to: "absent" } },
    ]);
  });

  test("is owed to be gone also when this run closed it itself", () => {
    expect(owed([meant("ingress", "close-ingress")], "ingress")).toEqual<Obligation[]>([
      { ...of("ingress"), owners: null, undo: { to: "absent" } },
    ]);
  });
});

describe("what the run removed", () => {
  const removedStep = (step: string, part: Part, ...dependsOn: string[]) => ({
    environment: "production" as const,
    step,
    part,
    stackName: `shop-production-${step}`,
    stackId: `arn:${step}`,
    deployedDigest: someDigest,
    dependsOn,
  });
  const removed = (step: string, attempt = 1) =>
    intended(`production/monitoring`, {
      step,
      operation: "remove",
      attempt,
      token: `remove ${step} ${attempt}`,
      baselineDigest: otherDigest,
    });
  const facts = [
    opened({ removed: [removedStep("reader", "monitoring", "audit"), removedStep("audit", "monitoring")] }),
    compute("create"),
    removed("reader"),
    removed("audit"),
    removed("audit", 2),
  ];

  test("is made again first, and what others of it need before them", () => {
    expect(owed(facts).map(({ step }) => step)).toEqual(["audit", "reader", "compute"]);
    expect(owed(facts)[0]).toEqual({
      step: "audit",
      part: "monitoring",
      stackName: "shop-production-audit",
      deployed: null,
      isKept: false,
      changeSet: undefined,
      owners: ["remove audit 1", "remove audit 2"],
      undo: { to: "baseline", baselineDigest: otherDigest, recreates: true },
    });
  });

  test("is no obligation where nothing was meant to be removed", () => {
    expect(owed(facts.slice(0, 2)).map(({ step }) => step)).toEqual(["compute"]);
  });

  test("stays closed if it is ingress, whether this run closed it or not", () => {
    const side = [opened({ removed: [removedStep("side", "ingress")] }), compute("create")];

    expect(owed(side, "ingress")[0]).toMatchObject({ step: "side", owners: null, undo: { to: "absent" } });
    expect(owed(side).map(({ step }) => step)).toEqual(["compute"]);
  });

  test("is no obligation if it is ingress, and the run changed nothing", () => {
    const prepared = [
      opened({ removed: [removedStep("side", "ingress")] }),
      compute("prepare", otherDigest, "change-set"),
    ];

    expect(owed(prepared, "ingress")).toEqual([]);
  });
});
