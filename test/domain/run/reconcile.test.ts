import type { HistoryAction } from "../../../lib/domain/records/actions.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { reconcile } from "../../../lib/domain/run/reconcile.ts";
import {
  asked,
  awaited,
  closed,
  decided,
  expired,
  intended,
  logsPreserved,
  noted,
  opened,
  otherDigest,
  preserved,
  proved,
  provisioned,
  receipt,
  rollbackBegun,
  validated,
} from "../../fixtures/sample-facts.ts";
import { did, somebody, type Written, written } from "./histories.ts";

const staging = { environment: "staging" };
const effect = somebody(1, intended("staging/compute"));

describe("an entry", () => {
  const unexplained = (one: Written, ...actions: readonly HistoryAction[]) =>
    reconcile(written(one), actions).filter(({ entry }) => entry !== null);

  test("that no action explains is named with its author and time", () => {
    const entries = written(somebody(1, noted("something")), ["open-run", 150, opened()]);
    expect(reconcile(entries, [])).toEqual([
      { entry: 2, what: "entry 2 by open-run at 2026-11-24T10:02:30.000Z is explained by no action" },
    ]);
  });

  test.each([95, 100, 150, 200, 205])("is explained when it was written at second %i of 100 to 200", (at) => {
    expect(unexplained(["open-run", at, opened()], did("open-run"))).toEqual([]);
  });

  test.each([94.999, 205.001])("is not explained when it was written at second %f of 100 to 200", (at) => {
    expect(unexplained(["open-run", at, opened()], did("open-run"))).toHaveLength(1);
  });

  test("is explained by an action that never ended, however late", () => {
    const action = did("open-run", {}, null, { untilMs: null, succeeded: false });
    expect(unexplained(["open-run", 90_000, opened()], action)).toEqual([]);
  });

  test("is explained by one action among others", () => {
    expect(unexplained(["open-run", 150, opened()], did("close-run"), did("open-run"))).toEqual([]);
  });

  test("is not explained by an action of another task", () => {
    expect(unexplained(["open-run", 150, opened()], did("close-run"))).toHaveLength(1);
  });

  test("of a person, or of the clock, needs no action", () => {
    expect(
      reconcile(written(somebody(150, noted("something")), ["clock", 150, noted("something")]), []),
    ).toEqual([]);
  });

  test.each<[string, Fact]>([
    ["provision-step", provisioned("staging/compute")],
    ["validate-environment", validated("staging")],
    ["roll-back-step", rollbackBegun("staging")],
  ])("by %s is explained only by an action in its environment", (task, fact) => {
    expect(unexplained([task, 150, fact], did(task, staging))).toEqual([]);
    expect(unexplained([task, 150, fact], did(task, { environment: "production" }))).toHaveLength(1);
  });

  test("that names no environment is not explained by an action without one", () => {
    expect(unexplained(["provision-step", 150, noted("something")], did("provision-step"))).toHaveLength(1);
  });

  test("by a task that serves all environments is explained wherever its action was", () => {
    const fact = preserved("development");
    expect(unexplained(["prove-rollback", 150, fact], did("prove-rollback", staging))).toEqual([]);
  });

  test.each(["validate-environment", "read-gate", "prove-rollback", "close-run"])(
    "that is a receipt is explained by %s, which asks for some",
    (task) => {
      expect(unexplained(["sign-receipt", 150, receipt("staging")], did(task))).toEqual([]);
    },
  );

  test.each(["open-run", "provision-step", "open-gate"])(
    "that is a receipt is not explained by %s, which asks for none",
    (task) => {
      expect(unexplained(["sign-receipt", 150, receipt("staging")], did(task))).toHaveLength(1);
    },
  );
});

describe("an action that succeeded", () => {
  const silent = (action: HistoryAction, ...all: readonly Written[]) =>
    reconcile(written(...all), [action]).some(({ entry }) => entry === null);

  test("and left nothing is named with its state, its time and its task", () => {
    expect(reconcile([], [did("open-run")])).toEqual([
      { entry: null, what: '"A state" at 2026-11-24T10:01:40.000Z (open-run) left no entry that says so' },
    ]);
  });

  test("must leave something, one that failed need not", () => {
    expect(silent(did("open-run"))).toBe(true);
    expect(silent(did("open-run", {}, null, { succeeded: false }))).toBe(false);
  });

  test("of an unknown task need not leave anything", () => {
    expect(silent(did("sweep"))).toBe(false);
  });

  test.each<[string, HistoryAction, readonly Written[]]>([
    ["opening a run: its opening", did("open-run"), [somebody(150, opened())]],
    ["closing a run: its seal", did("close-run"), [somebody(150, receipt("run"))]],
    [
      "provisioning to the end: an outcome in its environment, also one from before",
      did("provision-step", staging, { outcome: "done" }),
      [somebody(1, provisioned("staging/compute"))],
    ],
    [
      "provisioning that failed: an outcome from now",
      did("provision-step", staging, { outcome: "failed" }),
      [somebody(150, provisioned("staging/compute", { result: "failed" }))],
    ],
    [
      "provisioning with an unknown outcome: an outcome from now",
      did("provision-step", staging, { outcome: "unknown" }),
      [
        somebody(1, provisioned("staging/compute")),
        somebody(150, provisioned("staging/compute", { result: "unknown" })),
      ],
    ],
    [
      "asking the checks: what they said",
      did("validate-environment", staging, { outcome: "done" }),
      [somebody(150, validated("staging"))],
    ],
    [
      "rolling back: that it began, also before",
      did("roll-back-step", staging),
      [effect, somebody(2, rollbackBegun("staging"))],
    ],
    [
      "proving that nothing is left: the proof",
      did("prove-rollback", { ...staging, proof: "gone" }),
      [effect, somebody(150, proved("staging"))],
    ],
    [
      "proving that ingress is closed: that it was read back",
      did("prove-rollback", { ...staging, proof: "closed" }),
      [effect, somebody(150, closed("staging"))],
    ],
    [
      "proving that a neighbour is preserved: the comparison",
      did("prove-rollback", { environment: "development", proof: "preserved" }),
      [somebody(150, preserved("development"))],
    ],
    [
      "preserving logs: which",
      did("preserve-logs"),
      [somebody(1, intended("production/compute")), somebody(150, logsPreserved("production"))],
    ],
    [
      "waiting at a gate: a decision",
      did("open-gate", { gate: "change-record" }),
      [somebody(110, asked("change-record")), somebody(150, decided("change-record"))],
    ],
    [
      "waiting at a gate: that its time was over",
      did("open-gate", { gate: "change-record" }),
      [somebody(110, asked("change-record")), somebody(150, expired("change-record"))],
    ],
    [
      "reading that a gate is approved: the receipt",
      did("read-gate", { gate: "change-record" }, { decision: "approved" }),
      [somebody(150, receipt("change-record"))],
    ],
    [
      "reading that there is nothing to change: the receipt",
      did("read-gate", { gate: "change-record" }, { decision: "nothing-to-change" }),
      [somebody(150, receipt("change-record"))],
    ],
    [
      "reading that people are to be asked: that they are waited for",
      did("read-gate", { gate: "change-record" }, { decision: "ask" }),
      [somebody(150, awaited("change-record"))],
    ],
    [
      "reading a no: the no",
      did("read-gate", { gate: "change-record" }, { decision: "rejected" }),
      [somebody(1, asked("change-record")), somebody(2, decided("change-record", { decision: "reject" }))],
    ],
    [
      "reading that time was over: that it was",
      did("read-gate", { gate: "change-record" }, { decision: "expired" }),
      [somebody(1, asked("change-record")), somebody(2, expired("change-record"))],
    ],
  ])("leaves, after %s", (_what, action, entries) => {
    expect(silent(action, ...entries)).toBe(false);
    expect(silent(action, ...entries.slice(0, -1))).toBe(true);
  });

  test.each<[string, HistoryAction, readonly Written[]]>([
    ["provisioning waits", did("provision-step", staging, { outcome: "waiting" }), []],
    ["the checks are still asked", did("validate-environment", staging, { outcome: "waiting" }), []],
    ["there was nothing to roll back", did("roll-back-step", staging), []],
    [
      "only something else was to be rolled back",
      did("roll-back-step", staging),
      [somebody(1, intended("production/compute"))],
    ],
    [
      "something was done only after the rollback had looked",
      did("roll-back-step", staging),
      [somebody(300, intended("staging/compute"))],
    ],
    [
      "what was rolled back is still looked for",
      did("prove-rollback", { ...staging, proof: "gone" }, { outcome: "waiting" }),
      [effect],
    ],
    ["nothing was done that could be left", did("prove-rollback", { ...staging, proof: "gone" }), []],
    [
      "something was done only after the proof",
      did("prove-rollback", { ...staging, proof: "closed" }),
      [somebody(300, intended("staging/compute"))],
    ],
    ["production has no logs of this run", did("preserve-logs"), [effect]],
  ])("need not leave anything when %s", (_what, action, entries) => {
    expect(silent(action, ...entries)).toBe(false);
  });

  test.each<[string, HistoryAction, readonly Written[]]>([
    ["a run was opened", did("open-run"), [somebody(150, noted("something"))]],
    ["a run was closed", did("close-run"), [somebody(150, receipt("staging"))]],
    [
      "provisioning came to its end",
      did("provision-step", staging, { outcome: "done" }),
      [
        effect,
        somebody(150, provisioned("production/compute")),
        somebody(150, validated("staging")),
        somebody(205.001, provisioned("staging/compute")),
      ],
    ],
    [
      "provisioning failed",
      did("provision-step", staging, { outcome: "failed" }),
      [
        somebody(1, provisioned("staging/compute", { result: "failed" })),
        somebody(150, provisioned("production/compute", { result: "failed" })),
      ],
    ],
    [
      "the checks were asked",
      did("validate-environment", staging, null),
      [
        somebody(1, validated("staging")),
        somebody(150, validated("production")),
        somebody(150, rollbackBegun("staging")),
      ],
    ],
    [
      "something was rolled back",
      did("roll-back-step", staging),
      [
        effect,
        somebody(150, rollbackBegun("production")),
        somebody(150, proved("staging")),
        somebody(300, rollbackBegun("staging")),
      ],
    ],
    [
      "nothing is left",
      did("prove-rollback", { ...staging, proof: "gone" }),
      [
        effect,
        somebody(1, proved("staging")),
        somebody(150, proved("production")),
        somebody(150, closed("staging")),
      ],
    ],
    [
      "a neighbour is preserved",
      did("prove-rollback", { ...staging, proof: "preserved" }),
      [somebody(150, preserved("development"))],
    ],
    [
      "logs are preserved",
      did("preserve-logs"),
      [
        somebody(1, intended("production/compute")),
        somebody(2, logsPreserved("production")),
        somebody(150, provisioned("production/compute")),
      ],
    ],
    [
      "a gate was answered that is still open",
      did("open-gate", { gate: "change-record" }),
      [somebody(150, asked("change-record")), somebody(300, decided("change-record"))],
    ],
    ["a gate was answered that was never opened", did("open-gate", { gate: "change-record" }), []],
    [
      "a gate was answered that is none",
      did("open-gate", { gate: "garden" }),
      [somebody(1, asked("change-record")), somebody(2, decided("change-record"))],
    ],
    [
      "a gate is approved",
      did("read-gate", { gate: "change-record" }, { decision: "approved" }),
      [
        somebody(150, receipt("staging-sign-off")),
        somebody(150, noted("change-record")),
        somebody(150, awaited("change-record")),
        somebody(300, receipt("change-record")),
      ],
    ],
    [
      "people are to be asked",
      did("read-gate", { gate: "change-record" }, { decision: "ask" }),
      [
        somebody(150, awaited("staging-sign-off")),
        somebody(150, receipt("change-record")),
        somebody(150, asked("change-record")),
        somebody(300, awaited("change-record")),
      ],
    ],
    [
      "a gate was answered with no",
      did("read-gate", { gate: "change-record" }, { decision: "rejected" }),
      [somebody(1, asked("change-record")), somebody(2, decided("change-record"))],
    ],
    [
      "a gate has an answer",
      did("read-gate", { gate: "change-record" }),
      [somebody(1, asked("change-record", { dossierDigest: otherDigest }))],
    ],
  ])("is not believed that %s by entries that say something else", (_what, action, entries) => {
    expect(silent(action, ...entries)).toBe(true);
  });

  test.each([200, 205])("has left what was written by second %i, when it ended at 200", (at) => {
    const action = did("provision-step", staging, { outcome: "done" });
    expect(silent(action, somebody(at, provisioned("staging/compute")))).toBe(false);
  });

  test("has left every entry after its start if its end is unknown", () => {
    const action = did("provision-step", staging, { outcome: "done" }, { untilMs: null });
    expect(silent(action, somebody(90_000, provisioned("staging/compute")))).toBe(false);
  });
});
