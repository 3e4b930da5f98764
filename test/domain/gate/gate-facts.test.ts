import {
  flawOfApproval,
  lastOpeningOf,
  reasonToAskAgain,
  timesAwaited,
} from "../../../lib/domain/gate/gate-facts.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import { chainFacts, type Entry, emptyHead } from "../../../lib/domain/records/entry.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { asked, awaited, decided, type More, refused, voided } from "../../fixtures/sample-facts.ts";
import { keyPairs } from "../../simulator/services/kms.ts";

const gate = "staging-sign-off";
const other = "change-record";
const [first, second] = ["a".repeat(64), "b".repeat(64)] as const;
const expiresAtMs = Date.parse("2026-11-27T10:00:00Z");
const rule = { approvers: ["sue", "bob"], quorum: 2, identity: "mailbox" } as const;

/** Two are asked until the gate expires. */
const open = (more: More<"open-gate"> = {}) =>
  asked(gate, { dossierDigest: first, approvers: ["sue", "bob"], quorum: 2, expiresAtMs, ...more });
const says = (approver: string, more: More<"decide-gate"> = {}) =>
  decided(gate, { approver, dossierDigest: first, ...more });

/**
 * Facts as entries: a decision by the approver that it names, unless `by` says otherwise, and a second before the gate
 * expires.
 */
function entriesOf(
  facts: readonly Fact[],
  { by, at = "2026-11-27T09:59:59.999Z" }: { readonly by?: string; readonly at?: string } = {},
): readonly Entry[] {
  let head = emptyHead;
  return facts.flatMap((fact) => {
    const actor = by ?? (fact.action === "decide-gate" ? fact.detail.approver : "task");
    const next = chainFacts(head, [fact], { runId: "shop-0123456789ab-1", at, actor });
    head = next.head;
    return next.entries;
  });
}

describe("a gate asks again", () => {
  test("for no reason when it was never voided", () => {
    expect(reasonToAskAgain([open(), awaited(gate), says("sue")], gate)).toBeNull();
  });

  test("because of the latest change", () => {
    const facts = [
      voided(gate, { reason: "storage moved" }),
      open(),
      voided(gate, { reason: "compute moved" }),
      open(),
    ];
    expect(reasonToAskAgain(facts, gate)).toBe("compute moved");
  });

  test("for no reason of another gate's", () => {
    expect(reasonToAskAgain([voided(other, { reason: "storage moved" })], gate)).toBeNull();
  });
});

describe("how often a gate was awaited is counted", () => {
  test.each<[string, number, readonly Fact[]]>([
    ["from the beginning while it was never opened", 2, [awaited(gate), refused(), awaited(gate)]],
    ["as never where nothing was written", 0, []],
    ["anew from its opening", 1, [awaited(gate), awaited(gate), open(), awaited(gate)]],
    ["anew from when it was voided", 1, [open(), awaited(gate), awaited(gate), voided(gate), awaited(gate)]],
    ["as never right after its opening", 0, [awaited(gate), open()]],
    ["without what else was said of it", 1, [open(), awaited(gate), says("sue")]],
    [
      "without what another gate was awaited",
      1,
      [awaited(gate), awaited(other), open({ gate: other }), voided(other)],
    ],
  ])("%s", (_, times, facts) => {
    expect(timesAwaited(facts, gate)).toBe(times);
  });
});

describe("a gate's question and its answers", () => {
  test("is nothing while it was never opened, regardless of written decisions", () => {
    expect(lastOpeningOf(entriesOf([open({ gate: other }), refused()]), gate)).toEqual({
      opened: null,
      decisions: [],
    });
  });

  test("is the last question and every answer after it, and none before", () => {
    const entries = entriesOf([
      open(),
      says("sue"),
      open({ dossierDigest: second }),
      says("bob"),
      says("amir", { gate: other }),
      refused(),
      awaited(gate),
      says("sue"),
    ]);
    expect(lastOpeningOf(entries, gate)).toEqual({ opened: entries[2], decisions: [entries[3], entries[7]] });
  });
});

describe("an approval", () => {
  const flaw = (entries: readonly Entry[], mayDecide: (approver: string) => string | null = () => null) =>
    flawOfApproval(entries, gate, rule, mayDecide, null);

  test("by every required approver, in time, about the shown dossier, has no flaw", () => {
    expect(flaw(entriesOf([open(), says("sue"), says("bob")]))).toBeNull();
  });

  test("by more approvers than required has no flaw", () => {
    const one = { approvers: ["sue", "bob"], quorum: 1, identity: "mailbox" } as const;
    expect(
      flawOfApproval(entriesOf([open({ quorum: 1 }), says("sue"), says("bob")]), gate, one, () => null, null),
    ).toBeNull();
  });

  test.each<[string, string, readonly Fact[], { by?: string; at?: string }?]>([
    ["of a gate that was never opened", "it was never opened", [says("sue"), says("bob")]],
    [
      "of a gate that asked fewer than the plan",
      "it asked 1 of sue, bob, and the plan asks 2 of sue, bob",
      [open({ quorum: 1 }), says("sue"), says("bob")],
    ],
    [
      "of a gate that asked others than the plan",
      "it asked 2 of sue, mallory, and the plan asks 2 of sue, bob",
      [open({ approvers: ["sue", "mallory"] }), says("sue"), says("mallory")],
    ],
    ["with a no in it", "bob rejected", [open(), says("sue"), says("bob", { decision: "reject" })]],
    [
      "of another dossier",
      "sue decided about another dossier",
      [open(), says("sue", { dossierDigest: second }), says("bob")],
    ],
    ["by a person who was not asked", "mallory was not asked", [open(), says("sue"), says("mallory")]],
    ["that another actor wrote", "sue was not asked", [open(), says("sue"), says("bob")], { by: "bob" }],
    [
      "at the very moment when its time is over",
      "sue decided after it expired",
      [open(), says("sue"), says("bob")],
      { at: "2026-11-27T10:00:00.000Z" },
    ],
    ["by too few", "1 of 2 approved", [open(), says("sue")]],
    ["by one person twice", "1 of 2 approved", [open(), says("sue"), says("sue")]],
    ["by nobody", "0 of 2 approved", [open()]],
  ])("%s is flawed", (_, said, facts, written = {}) => {
    expect(flaw(entriesOf(facts, written))).toBe(said);
  });

  test("by a person who may not decide is flawed, and says why", () => {
    const mayDecide = (approver: string) => (approver === "bob" ? "the commit is Bob's" : null);
    expect(flaw(entriesOf([open(), says("sue"), says("bob")]), mayDecide)).toBe(
      "bob may not decide: the commit is Bob's",
    );
  });

  const signed = (payload: string) => ({
    envelope: { payloadType: "application/vnd.in-toto+json", payload, signatures: [] },
  });

  test("with a statement that decided before, at this gate or another, is flawed", () => {
    const again = [open(), says("sue", signed("one")), says("bob", signed("two"))];
    const used = "sue decided with a statement that was used before";
    expect(flaw(entriesOf([open(), says("sue", signed("one")), voided(gate), ...again]))).toBe(used);
    expect(flaw(entriesOf([decided(other, { approver: "sue", ...signed("one") }), ...again]))).toBe(used);
    expect(flaw(entriesOf([open(), says("sue", signed("zero")), voided(gate), ...again]))).toBeNull();
    expect(flaw(entriesOf([open(), says("sue"), voided(gate), ...again]))).toBeNull();
  });

  test("is flawed without a sign-in where the plan asks for one, and only there", () => {
    const identity = { issuer: "https://id.example", subject: "sue", audience: "interlock" };
    const asks = { ...rule, identity: "oidc" } as const;
    const flawOf = (facts: readonly Fact[], by: Parameters<typeof flawOfApproval>[2]) =>
      flawOfApproval(entriesOf(facts), gate, by, () => null, null);
    const both = [open(), says("sue", { identity }), says("bob", { identity })];
    expect(flawOf(both, asks)).toBeNull();
    expect(flawOf(both, rule)).toBeNull();
    expect(flawOf([open(), says("sue", { identity }), says("bob")], asks)).toBe(
      "bob did not sign in, which the plan asks for",
    );
  });

  test("that the decision key did not sign is flawed, where decisions are signed", () => {
    const { publicKey } = keyPairs.decision;
    const key = readVerifyingKey(publicKey.export({ type: "spki", format: "pem" }).toString());
    const entries = entriesOf([open(), says("sue"), says("bob")]);
    expect(flawOfApproval(entries, gate, rule, () => null, key)).toContain(
      "is not signed by the decision key",
    );
  });
});
