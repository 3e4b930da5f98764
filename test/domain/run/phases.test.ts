import type { Fact } from "../../../lib/domain/records/facts.ts";
import { type Phase, phasesOf } from "../../../lib/domain/run/phases.ts";
import { sampleChange, sampleStep } from "../../fixtures/sample-change.ts";
import { chainOf } from "../../fixtures/sample-entries.ts";
import {
  asked,
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
  validated,
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
  const release = [asked("production-release"), decided("production-release")];
  const open = provisioned("production/ingress");
  expect(phase("ingress", closing, ...release, open)).toMatchObject({
    state: "under-way",
    steps: { done: 1, of: 1 },
  });
  expect(phase("ingress", closing, ...release, open, validated("production"))).toMatchObject({
    state: "done",
  });
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

test("a plan that an earlier run locked is not asked about", () => {
  expect(phase("plan-approval", receipt("plan-approval"))).toMatchObject({ state: "skipped", gate: null });
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
