import { canonicalJson } from "../../../../lib/domain/canonical.ts";
import { type DossierStep, dossierDigest } from "../../../../lib/domain/gate/dossier.ts";
import type { FactOf } from "../../../../lib/domain/records/facts.ts";
import type { RemovedStep } from "../../../../lib/domain/records/removed-step.ts";
import { nothingDeployed } from "../../../../lib/domain/step/deployed-digest.ts";
import { requestToken } from "../../../../lib/domain/step/token.ts";
import { sampleDossier, sampleDossierStep } from "../../../fixtures/sample-dossier.ts";
import { type More, provisioned, receipt, rollbackBegun, undone } from "../../../fixtures/sample-facts.ts";
import { foundBy, saying } from "../findings.ts";
import {
  asked,
  change,
  digest,
  intended,
  opened,
  runId,
  type SampleEntry,
  signed,
  undoing,
  validated,
} from "../sample-run.ts";

const removedStep = (
  environment: RemovedStep["environment"],
  step: string,
  ...dependsOn: string[]
): RemovedStep => ({
  environment,
  step,
  part: "monitoring",
  stackName: `shop-${environment}-${step}`,
  stackId: `arn:${step}`,
  deployedDigest: digest("d"),
  dependsOn,
});
const audit = removedStep("development", "audit");
const reader = removedStep("development", "reader", "audit");
const begins = opened({ removed: [reader, audit] });

/** An intent to remove a step, as it has to be. */
const removing = (
  { environment, step, stackName, stackId, deployedDigest }: RemovedStep,
  more: More<"provision-step", "intent"> = {},
): SampleEntry =>
  ({
    ...intended("development/monitoring", {
      environment,
      step,
      operation: "remove",
      stackName,
      stackId,
      token: requestToken(runId, environment, step, "remove", 1),
      wantedDigest: nothingDeployed,
      baselineDigest: digest("b"),
      fromDigest: deployedDigest,
      ...more,
    }),
    subject: `${environment}/${step}`,
  }) as SampleEntry;
const removed = (
  { environment, step }: RemovedStep,
  result: FactOf<"provision-step", "outcome">["detail"]["result"] = "removed",
) =>
  ({
    ...provisioned("development/monitoring", { environment, step, result }),
    subject: `${environment}/${step}`,
  }) as SampleEntry;
const recreating = ({ environment, step, stackName }: RemovedStep) =>
  ({
    ...undoing("development/monitoring", {
      environment,
      step,
      operation: "recreate",
      stackName,
      token: requestToken(runId, environment, step, "undo-recreate", 1),
      baselineDigest: digest("b"),
    }),
    subject: `${environment}/${step}`,
  }) as SampleEntry;
const restored = ({ environment, step }: RemovedStep) =>
  ({
    ...undone("development/monitoring", { environment, step, result: "restored" }),
    subject: `${environment}/${step}`,
  }) as SampleEntry;

describe("a step that the change no longer has", () => {
  test("is removed as the first entry lists it", () => {
    expect(foundBy("step", [begins, removing(audit), removed(audit)])).toEqual([]);
    expect(foundBy("token", [begins, removing(audit), removed(audit)])).toEqual([]);
    expect(foundBy("intent", [begins, removing(audit), removed(audit)])).toEqual([]);
  });

  test.each<[string, SampleEntry, string]>([
    [
      "another stack",
      removing(audit, { stackId: "arn:other" }),
      'has the stack id "arn:other"; it is "arn:audit"',
    ],
    [
      "something else that stands",
      removing(audit, { fromDigest: digest("e") }),
      "has the digest of what stands",
    ],
    ["without keeping what stood", removing(audit, { baselineDigest: null }), "what stood was not kept"],
    [
      "with an update",
      removing(audit, { operation: "update" }),
      'is changed by "update", and the change no longer has it',
    ],
    [
      "with a creation, which needs nothing of what stood",
      removing(audit, { operation: "create", stackId: null, baselineDigest: null }),
      'is changed by "create", and the change no longer has it',
    ],
    ["as if something were wanted", removing(audit, { wantedDigest: digest("f") }), "has the wanted digest"],
  ])("is not removed as %s", (_what, intent, says) => {
    expect(foundBy("step", [begins, intent])).toEqual([saying("step", 2, says)]);
  });

  test("may have its ingress closed before it is removed", () => {
    const side = { ...removedStep("production", "side"), part: "ingress" } as const;
    const token = requestToken(runId, "production", "side", "close-ingress", 1);
    const closing = { operation: "close-ingress", part: "ingress", token, wantedDigest: token } as const;
    expect(foundBy("step", [opened({ removed: [side] }), removing(side, closing)])).toEqual([]);
  });

  test("is not removed if the change has it", () => {
    const network = intended("development/network", { operation: "remove", baselineDigest: digest("b") });

    expect(foundBy("step", [begins, network])).toEqual([
      saying("step", 2, "development/network is removed, and the change has it"),
    ]);
  });

  test("is no step that the first entry does not list", () => {
    expect(foundBy("step", [opened(), removing(audit)])).toEqual([
      saying("step", 2, "development/audit is no step of the change"),
    ]);
  });

  test("is no step of the change, as far as that can be read", () => {
    const lines = (all: readonly string[]) => all.filter((line) => !line.startsWith('{"change"'));
    for (const options of [{}, { lines }, { change: "odd" }])
      expect(foundBy("opening", [begins], options)).toEqual([]);
  });

  test("is none of the change's own", () => {
    const [network] = change.environments.development;
    const itsStack = { ...audit, step: "other", stackName: network?.stackName ?? "" };
    const itsName = { ...audit, step: "network" };

    expect(foundBy("opening", [opened({ removed: [itsStack, itsName] })])).toEqual([
      saying("opening", 1, "development/other is to be removed, and the change has it"),
      saying("opening", 1, "development/network is to be removed, and the change has it"),
    ]);
  });

  test("was not removed without an intent", () => {
    expect(foundBy("intent", [begins, removed(audit)])).toEqual([
      saying("intent", 2, 'was removed, and the last intent before it is none: it needs "remove"'),
    ]);
  });
});

describe("a run that succeeded", () => {
  const sealed = (...said: readonly SampleEntry[]) => [
    begins,
    ...said,
    validated("production"),
    signed(receipt("run")),
  ];
  const aboutAudit = (said: readonly SampleEntry[]) =>
    foundBy("complete", said)
      .map(({ message }) => message)
      .filter((message) => message.includes("/audit"));

  test("has removed every step that its first entry lists", () => {
    expect(aboutAudit(sealed())).toEqual(["the run succeeded, and development/audit was never settled"]);
    expect(aboutAudit(sealed(removing(audit), removed(audit)))).toEqual([]);
    expect(aboutAudit(sealed(removing(audit), removed(audit, "failed")))).toHaveLength(1);
    expect(aboutAudit(sealed(removing(audit), removed(audit, "created")))).toHaveLength(1);
  });
});

describe("a removal from production", () => {
  const production = removedStep("production", "audit");
  const shown = (more: Partial<DossierStep> = {}, isRemoval = true) =>
    sampleDossier({
      gate: "production-release",
      runId,
      steps: [
        sampleDossierStep("monitoring", {
          step: "audit",
          ...(isRemoval ? { removed: true } : {}),
          wantedDigest: nothingDeployed,
          baselineDigest: digest("d"),
          ...more,
        }),
      ],
    });
  const look = (dossier: ReturnType<typeof shown>) =>
    foundBy(
      "approved",
      [
        opened({ removed: [production] }),
        asked("production-release", { dossierDigest: dossierDigest(dossier) }),
        removing(production),
      ],
      { dossiers: [canonicalJson(dossier)] },
    );

  test("is what the release showed", () => {
    expect(look(shown())).toEqual([]);
  });

  test.each([
    ["as it stood", shown({ baselineDigest: digest("c") })],
    ["as one that is removed", shown({}, false)],
  ])("is found if the release did not show it %s", (_what, dossier) => {
    expect(look(dossier)).toEqual([saying("approved", 3, "production-release did not show that")]);
  });

  test("is found if the release did not show it at all", () => {
    expect(look(shown({ step: "other" }))).toEqual([
      saying("approved", 3, "was not on the page of production-release"),
    ]);
  });

  test("needs the release before it", () => {
    expect(
      foundBy("prerequisites", [opened({ removed: [production] }), removing(production)]),
    ).toContainEqual(saying("prerequisites", 2, 'without a receipt "gate-passed production-release"'));
  });
});

describe("a rollback makes what was removed again", () => {
  const both = [
    begins,
    intended("development/network"),
    removing(reader),
    removed(reader),
    removing(audit),
    removed(audit),
  ];
  const begun = [...both, rollbackBegun("development")];

  test("what others need first, and all of it before anything else is undone", () => {
    const right = [
      ...begun,
      recreating(audit),
      restored(audit),
      recreating(reader),
      restored(reader),
      undoing("development/network"),
    ];

    expect(foundBy("rollback-order", right)).toEqual([]);
    expect(foundBy("step", right)).toEqual([]);
  });

  test("or it is found", () => {
    expect(foundBy("rollback-order", [...begun, recreating(reader)])).toEqual([
      saying("rollback-order", 8, "development/reader is undone before development/audit is made again"),
    ]);
    expect(foundBy("rollback-order", [...begun, undoing("development/network")])).toEqual([
      saying("rollback-order", 8, "development/network is undone before development/reader is made again"),
    ]);
  });

  test("but no ingress, which stays closed, and which is closed before", () => {
    const side = { ...removedStep("development", "side"), part: "ingress" } as const;
    const inDevelopment = [
      opened({ removed: [side] }),
      intended("development/network"),
      removing(side, { part: "ingress" }),
      removed(side),
      rollbackBegun("development"),
      undoing("development/network"),
    ];
    expect(foundBy("rollback-order", inDevelopment)).toEqual([]);
    const gone = removedStep("production", "audit");
    const inProduction = [
      opened({ removed: [gone] }),
      removing(gone),
      removed(gone),
      rollbackBegun("production"),
      undoing("production/ingress"),
    ];
    expect(foundBy("rollback-order", inProduction)).toEqual([]);
  });

  test("and nothing else", () => {
    const network = undoing("development/network", { operation: "recreate", baselineDigest: digest("b") });

    expect(foundBy("step", [...begun, network])).toEqual([
      saying("step", 8, "development/network is made again, and the run did not remove it"),
    ]);
  });
});
