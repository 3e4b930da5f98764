import { again, edit, type Forgery, is, moved, withDetail, without } from "./edits.ts";

/** Lies about gates, decisions and quorums. */
export const gatesForgeries: readonly Forgery[] = [
  [
    "gate",
    "a gate that asks another person",
    "succeeded",
    withDetail(is("open-gate", "change-record"), { approvers: ["mallory"] }),
  ],
  [
    "gate",
    "a gate with a quorum of zero",
    "succeeded",
    withDetail(is("open-gate", "change-record"), { quorum: 0 }),
  ],
  [
    "gate",
    "a gate that waits longer than the plan",
    "succeeded",
    edit(is("open-gate", "change-record"), (one) => {
      one.detail["expiresAtMs"] += 3_600_000;
    }),
  ],
  [
    "gate",
    "a release that asks before production is valid",
    "succeeded",
    moved((one) => one.subject === "production-release", is("decide-gate", "change-record")),
  ],
  [
    "decision",
    "a decision by a person who was not asked",
    "succeeded",
    edit(is("decide-gate", "change-record"), (one) => {
      one.detail["approver"] = "mallory";
      one.actor = "mallory";
    }),
  ],
  [
    "decision",
    "a decision in another person's name",
    "succeeded",
    edit(is("decide-gate", "change-record"), (one) => {
      one.actor = "mallory";
    }),
  ],
  ["decision", "a decision twice", "succeeded", again(is("decide-gate", "change-record"))],
  [
    "decision",
    "a decision about something else",
    "succeeded",
    withDetail(is("decide-gate", "change-record"), { dossierDigest: "0".repeat(64) }),
  ],
  [
    "decision",
    "a decision before its gate",
    "succeeded",
    moved(is("open-gate", "change-record"), is("decide-gate", "change-record")),
  ],
  [
    "quorum",
    "a gate that passed without a decision",
    "succeeded",
    without(is("decide-gate", "change-record")),
  ],
  [
    "decision",
    "a decision that nobody signed",
    "succeeded",
    edit(is("decide-gate", "change-record"), (one) => {
      delete one.detail["envelope"];
    }),
  ],
  [
    "decision",
    "a decision that the signing key signed",
    "succeeded",
    edit(is("decide-gate", "change-record"), (one) => {
      one.decidedBy = "signing";
    }),
  ],
  [
    "decision",
    "a decision with the statement of another gate",
    "succeeded",
    statementOf("change-record", "production-release"),
  ],
  [
    "decision",
    "a decision whose reason was edited behind its signature",
    "succeeded",
    edit(is("decide-gate", "change-record"), (one) => {
      one.decidedBy = "nobody";
      one.detail["reason"] = "another reason";
    }),
  ],
  [
    "key",
    "a run that was opened with another decision key",
    "succeeded",
    withDetail(is("open-run"), { decisionKeyFingerprint: "0".repeat(64) }),
  ],
];

/** The decision at one gate with the statement of the decision at another. */
function statementOf(gate: string, other: string): Forgery[3] {
  return (drafts) => {
    const of = (name: string) => drafts.find(is("decide-gate", name));
    const envelope = of(other)?.detail["envelope"];
    return drafts.map((draft) =>
      draft === of(gate) ? { ...draft, decidedBy: "nobody", detail: { ...draft.detail, envelope } } : draft,
    );
  };
}
