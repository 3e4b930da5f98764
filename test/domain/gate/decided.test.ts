import { decided, isLate } from "../../../lib/domain/gate/decided.ts";

const shown = "a".repeat(64);
const nowMs = 1_000;
const gate = {
  runId: "shop-0123456789ab-1",
  gate: "staging-sign-off",
  state: "open",
  epoch: 2,
  dossierDigest: shown,
  quorum: 2,
  approvedBy: [] as readonly string[],
  expiresAtMs: nowMs + 1,
} as const;
const link = { approver: "sue", dossierDigest: shown, state: "open", expiresAtMs: nowMs + 1 } as const;
const lease = { runId: gate.runId, epoch: 2 };

describe("a decision", () => {
  test("is in time to the last millisecond of an open gate and an open link", () => {
    expect(isLate(gate, link, lease, nowMs)).toBe(false);
  });

  test("is in time when another approver has already approved", () => {
    expect(isLate({ ...gate, approvedBy: ["bob"] }, link, lease, nowMs)).toBe(false);
  });

  test.each<[string, Partial<Parameters<typeof isLate>[0]>]>([
    ["the gate was passed", { state: "approved" }],
    ["the gate was refused", { state: "rejected" }],
    ["the gate's time was over", { state: "expired" }],
    ["what was shown has moved", { state: "void" }],
    ["the gate expires this very millisecond", { expiresAtMs: nowMs }],
    ["the gate expired before", { expiresAtMs: nowMs - 1 }],
    ["the gate shows another dossier by now", { dossierDigest: "b".repeat(64) }],
    ["the person has said yes already", { approvedBy: ["bob", "sue"] }],
    ["the gate is of another run than the lease", { runId: "shop-0123456789ab-2" }],
    ["another execution has taken the run over", { epoch: 1 }],
  ])("is late when %s", (_, more) => {
    expect(isLate({ ...gate, ...more }, link, lease, nowMs)).toBe(true);
  });

  test.each<[string, Partial<Parameters<typeof isLate>[1]>]>([
    ["was used", { state: "used" }],
    ["expires this very millisecond", { expiresAtMs: nowMs }],
    ["is about another dossier", { dossierDigest: "b".repeat(64) }],
  ])("is late when its link %s", (_, more) => {
    expect(isLate(gate, { ...link, ...more }, lease, nowMs)).toBe(true);
  });

  test("is late when no run holds the lease any more", () => {
    expect(isLate(gate, link, { runId: null, epoch: 2 }, nowMs)).toBe(true);
  });
});

const envelope = { payloadType: "t", payload: "p", signatures: [] };

describe("a gate of two", () => {
  const answer = (decision: "approve" | "reject", approvedBy: readonly string[] = []) =>
    decided(
      { ...gate, approvedBy },
      { invitation: link, decision, reason: "because", basis: "a mailbox", identity: null, envelope },
    );

  test("stays open at the first yes, and counts it", () => {
    expect(answer("approve").gate).toEqual({ ...gate, approvedBy: ["sue"], state: "open" });
  });

  test("is passed by the second", () => {
    expect(answer("approve", ["bob"]).gate).toEqual({
      ...gate,
      approvedBy: ["bob", "sue"],
      state: "approved",
    });
  });

  test.each([
    ["the first", []],
    ["any", ["bob"]],
  ])("is ended by %s rejection, which counts as no approval", (_, approvedBy) => {
    expect(answer("reject", approvedBy).gate).toEqual({ ...gate, approvedBy, state: "rejected" });
  });
});

describe("a decision in the records", () => {
  const said = (
    identity: { issuer: string; subject: string; audience: string } | null,
    signIn?: Parameters<typeof decided>[1]["signIn"],
  ) =>
    decided(gate, {
      invitation: link,
      decision: "reject",
      reason: "too big",
      basis: "a mailbox",
      identity,
      envelope,
      ...(signIn === undefined ? {} : { signIn }),
    }).fact;

  test("names the approver, the decision, the dossier, the reason and the basis", () => {
    expect(said(null)).toEqual({
      action: "decide-gate",
      kind: "decision",
      subject: "staging-sign-off",
      detail: {
        gate: "staging-sign-off",
        decision: "reject",
        approver: "sue",
        basis: "a mailbox",
        reason: "too big",
        dossierDigest: shown,
        envelope,
      },
    });
    expect(said(null).detail).not.toHaveProperty("identity");
    expect(said(null).detail).not.toHaveProperty("signIn");
  });

  test("has the proof of the sign-in, if there was one: the token, and the provider's keys at that moment", () => {
    const signIn = { idToken: "header.claims.signature", keys: [{ kty: "EC", kid: "one" }] };
    expect(said(null, signIn).detail.signIn).toEqual(signIn);
  });

  test("names the person who signed in, if one did", () => {
    const identity = { issuer: "https://id.example", subject: "sue-4711", audience: "interlock" };
    expect(said(identity).detail.identity).toEqual(identity);
  });
});
