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
];
