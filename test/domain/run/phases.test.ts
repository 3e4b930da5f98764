import type { Gate } from "../../../lib/domain/gates.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { type Phase, phasesBehind, phasesOf } from "../../../lib/domain/run/phases.ts";
import { sampleChange, sampleStep } from "../../fixtures/sample-change.ts";
import { chainOf } from "../../fixtures/sample-entries.ts";
import {
  asked,
  awaited,
  closed,
  decided,
  expired,
  intended,
  opened,
  passed,
  proved,
  provisioned,
  receipt,
  rollbackBegun,
  undoing,
  undone,
  validated,
  voided,
} from "../../fixtures/sample-facts.ts";

const change = sampleChange({
  environments: {
    development: [sampleStep("development", "network"), sampleStep("development", "compute")],
    staging: [sampleStep("staging", "network")],
    production: [sampleStep("production", "network"), sampleStep("production", "ingress")],
  },
});
/** Entries written one second apart. */
const secondly = (...facts: readonly Fact[]) =>
  facts.flatMap((fact, seconds) => chainOf([fact], { seconds }).entries);
const phase = (name: Phase, ...facts: readonly Fact[]) =>
  phasesOf(secondly(...facts), change).find((one) => one.phase === name);

test("a run that was only opened has every phase to come, in the order of the plan", () => {
  const phases = phasesOf(secondly(opened()), change);
  expect(phases.map((one) => one.phase)).toEqual([
    "plan-approval",
    "development",
    "staging",
    "staging-sign-off",
    "change-record",
    "production",
    "production-release",
    "ingress",
  ]);
  expect(new Set(phases.map(({ state }) => state))).toEqual(new Set(["to-come"]));
});

test.each<[Gate, readonly Phase[]]>([
  ["plan-approval", ["development", "staging"]],
  ["staging-sign-off", []],
  ["change-record", ["production"]],
  ["production-release", ["ingress"]],
])("behind %s come the phases until the next gate", (gate, phases) => {
  expect(phasesBehind(gate)).toEqual(phases);
});

test("an application without ingress has no phase for it", () => {
  expect(phasesOf([], sampleChange()).map((one) => one.phase)).not.toContain("ingress");
});

test("an environment counts its steps, and names the one that is under way", () => {
  expect(
    phase(
      "development",
      intended("development/network"),
      provisioned("development/network"),
      intended("development/compute"),
    ),
  ).toMatchObject({
    state: "under-way",
    steps: {
      done: 1,
      of: 2,
      now: {
        step: "compute",
        operation: "create",
        stackName: "shop-development-compute",
        since: "2026-11-24T10:00:02.000Z",
      },
    },
  });
});

test("an environment is done, and has taken its time, once its checks held after its last effect", () => {
  const facts = [intended("staging/network"), provisioned("staging/network"), validated("staging")];
  expect(phase("staging", ...facts)).toMatchObject({
    state: "done",
    tookMs: 2_000,
    steps: { done: 1, now: null },
  });
  // Development is asked again before staging: that is no second phase.
  const again = [intended("development/network"), validated("development"), validated("development")];
  expect(phase("development", ...again)).toMatchObject({ state: "done", tookMs: 1_000 });
});

test("ingress is opened only behind the release: closing it before belongs to production's phase", () => {
  const closing = provisioned("production/ingress", { result: "ingress-closed" });
  expect(phase("ingress", closing)).toMatchObject({ state: "to-come", startedAt: null });
  expect(phase("production", closing)).toMatchObject({ state: "under-way", steps: { done: 0 } });
  expect(phase("production", intended("production/ingress"))).toMatchObject({
    state: "under-way",
    steps: { now: { step: "ingress" } },
  });
  const release = [asked("production-release"), decided("production-release")];
  const open = provisioned("production/ingress");
  expect(phase("ingress", closing, ...release, open)).toMatchObject({
    state: "under-way",
    steps: { done: 1, of: 1 },
  });
  const opening = [...release, intended("production/ingress")];
  expect(phase("production", ...opening)).toMatchObject({ state: "to-come", startedAt: null });
  expect(phase("ingress", closing, ...release, open, validated("production"))).toMatchObject({
    state: "done",
    steps: { done: 1 },
  });
});

test("ingress is opened behind the last decision about the release, whatever is said of gates since", () => {
  const closing = provisioned("production/ingress", { result: "ingress-closed" });
  const [question, answer] = [asked("production-release"), decided("production-release")];
  const since = [awaited("production-release"), decided("change-record")];
  expect(
    phase("ingress", question, closing, answer, provisioned("production/ingress"), ...since),
  ).toMatchObject({
    state: "under-way",
    startedAt: "2026-11-24T10:00:03.000Z",
  });
});

test.each<[string, readonly Fact[]]>([
  ["another step's outcome", [passed("production-release"), provisioned("production/compute")]],
  ["a look at it", [passed("production-release"), closed("production")]],
])("%s does not begin the phase of ingress", (_what, facts) => {
  expect(phase("ingress", ...facts)).toMatchObject({ state: "to-come", startedAt: null });
});

test("a look at production without its ingress does not end the phase of ingress", () => {
  const facts = [passed("production-release"), provisioned("production/ingress")];
  const look = validated("production", { scope: "all-but-ingress" });
  expect(phase("ingress", ...facts, look)).toMatchObject({ state: "under-way" });
});

test("an environment is not done by checks that held before its last effect", () => {
  const facts = [intended("staging/network"), validated("staging"), intended("staging/network")];
  expect(phase("staging", ...facts)).toMatchObject({ state: "failed", endedAt: null });
});

test("a step that is worked on again counts as done until that has ended", () => {
  const facts = [provisioned("staging/network"), intended("staging/network")];
  expect(phase("staging", ...facts)?.steps).toMatchObject({ done: 1 });
});

test("a step is under way whatever is asked meanwhile", () => {
  const facts = [intended("staging/network"), validated("staging", { held: false })];
  expect(phase("staging", ...facts)?.steps?.now).toMatchObject({ step: "network" });
});

test.each<[string, readonly Fact[], string]>([
  ["failed", [provisioned("staging/network", { result: "failed", reason: "no" })], "failed"],
  ["not valid", [provisioned("staging/network"), validated("staging", { held: false })], "failed"],
  [
    "being undone",
    [provisioned("staging/network"), rollbackBegun("staging"), undoing("staging/network")],
    "rolling-back",
  ],
  ["undone", [provisioned("staging/network"), rollbackBegun("staging"), proved("staging")], "undone"],
  [
    "not proved",
    [provisioned("staging/network"), rollbackBegun("staging"), proved("staging", { proved: false })],
    "not-proved",
  ],
])("an environment that is %s says so", (_words, facts, state) => {
  expect(phase("staging", ...facts)).toMatchObject({ state, tookMs: null });
});

test.each<[string, readonly Fact[], string]>([
  ["that is open", [asked("change-record")], "under-way"],
  ["that was approved", [asked("change-record"), decided("change-record")], "done"],
  ["that was rejected", [asked("change-record"), decided("change-record", { decision: "reject" })], "failed"],
  ["that expired", [asked("change-record"), expired("change-record")], "failed"],
  ["at which nothing would change", [passed("change-record")], "skipped"],
])("a gate %s says so", (_words, facts, state) => {
  expect(phase("change-record", ...facts)).toMatchObject({ state });
});

describe("the times of a gate", () => {
  const at = (second: number) => `2026-11-24T10:00:0${second}.000Z`;

  test.each<[string, readonly Fact[], string | null]>([
    ["end with the decision that settled it", [decided("change-record"), awaited("change-record")], at(1)],
    ["end when its time is over", [awaited("change-record"), expired("change-record")], at(2)],
    ["do not end while another person has to agree", [decided("change-record")], null],
    ["do not end when its question is void", [decided("change-record"), voided("change-record")], null],
  ])("%s", (_what, facts, endedAt) => {
    const quorum = endedAt === at(1) ? 1 : 2;
    expect(phase("change-record", asked("change-record", { quorum }), ...facts)).toMatchObject({
      startedAt: at(0),
      endedAt,
      tookMs: endedAt === null ? null : Date.parse(endedAt) - Date.parse(at(0)),
    });
  });

  test("that nobody had to be asked at have no beginning", () => {
    expect(phase("change-record", passed("change-record"))).toMatchObject({
      startedAt: null,
      endedAt: at(0),
      tookMs: null,
    });
  });

  test("do not end with a decision about what nobody asked", () => {
    expect(phase("change-record", decided("change-record"))).toMatchObject({
      state: "to-come",
      endedAt: null,
    });
  });

  test("are its own, whatever happens at other gates", () => {
    const facts = [
      asked("staging-sign-off", { quorum: 1 }),
      decided("staging-sign-off", { approver: "ann", reason: "it works" }),
      asked("change-record"),
      decided("change-record", { decision: "reject" }),
    ];
    expect(phase("staging-sign-off", ...facts)).toMatchObject({
      state: "done",
      tookMs: 1_000,
      gate: { decisions: [{ approver: "ann", decision: "approve", reason: "it works", at: at(1) }] },
    });
  });
});

test("an environment is judged by what is about it, in its own scope", () => {
  const network = [intended("production/network"), provisioned("production/network")];
  expect(phase("staging", ...network)).toMatchObject({ state: "to-come", startedAt: null });
  expect(phase("production", ...network, validated("production"))).toMatchObject({ state: "under-way" });
  expect(
    phase("production", ...network, validated("production", { scope: "all-but-ingress" })),
  ).toMatchObject({ state: "done", tookMs: 2_000 });
});

test("a step that failed makes its environment bad, even if its checks held afterwards", () => {
  const failed = provisioned("staging/network", { result: "unknown" });
  expect(phase("staging", failed, validated("staging"))).toMatchObject({ state: "failed", endedAt: null });
});

test("an environment that was validated and undone has not ended well", () => {
  const facts = [provisioned("staging/network"), validated("staging"), rollbackBegun("staging")];
  expect(phase("staging", ...facts, proved("staging"))).toMatchObject({ state: "undone", endedAt: null });
});

test("an environment names the undoing that is under way, and nothing once it has ended", () => {
  const facts = [intended("staging/network"), rollbackBegun("staging"), undoing("staging/network")];
  expect(phase("staging", ...facts)?.steps?.now).toMatchObject({ step: "network", operation: "delete" });
  expect(phase("staging", ...facts, undone("staging/network"))?.steps?.now).toBeNull();
});

test("ingress that nobody had to release is opened behind its gate as well", () => {
  const facts = [passed("production-release"), provisioned("production/ingress"), validated("production")];
  expect(phase("ingress", ...facts)).toMatchObject({ state: "done", tookMs: 1_000 });
  const closing = provisioned("production/ingress", { result: "ingress-closed" });
  expect(phase("ingress", closing, ...facts)).toMatchObject({ state: "done", tookMs: 1_000 });
});

test("what is recorded of an environment and no step of it does not begin its phase", () => {
  expect(phase("staging", rollbackBegun("staging"))).toMatchObject({ state: "to-come", startedAt: null });
});

test("a run whose change cannot be read has its phases, without steps and ingress", () => {
  const phases = phasesOf(secondly(provisioned("staging/network")), null);
  expect(phases.map((one) => one.phase)).not.toContain("ingress");
  expect(phases.find((one) => one.phase === "staging")?.steps).toMatchObject({ done: 0, of: 0 });
});

test.each(["staging-sign-off", "development"] as const)("a receipt about %s locks no plan", (about) => {
  expect(phase("plan-approval", receipt(about))).toMatchObject({ state: "to-come" });
});

test("a plan that an earlier run locked is not asked about", () => {
  expect(phase("plan-approval", opened(), receipt("plan-approval"))).toMatchObject({
    state: "skipped",
    gate: null,
  });
  const other = receipt("plan-approval", { statement: "validated" });
  expect(phase("plan-approval", opened(), other)).toMatchObject({ state: "to-come" });
});

test("a gate that is open names whom it waits for, until when, and the newest mail to each", () => {
  const mail = (to: string, accepted: boolean): Fact => ({
    action: "send-invitation",
    kind: "outcome",
    subject: "change-record",
    detail: {
      gate: "change-record",
      dossierDigest: "a".repeat(64),
      to,
      occasion: "asked",
      accepted,
      reason: "",
    },
  });
  const expiresAtMs = Date.parse("2026-11-27T10:00:00Z");
  const facts = [
    asked("change-record", { expiresAtMs }),
    mail("ann", false),
    mail("bob", true),
    mail("ann", true),
  ];
  expect(phase("change-record", ...facts)?.gate).toMatchObject({
    approvers: ["ann", "bob"],
    until: "2026-11-27T10:00:00.000Z",
    mails: [
      { to: "ann", accepted: true, at: "2026-11-24T10:00:03.000Z" },
      { to: "bob", accepted: true },
    ],
  });
});
