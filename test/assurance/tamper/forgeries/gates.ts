import { again, edit, type Forgery, is, moved, without } from "./edits.ts";

/** Lies about gates, decisions and quorums. */
export const gatesForgeries: readonly Forgery[] = [
  [
    "gate",
    "a gate that asks somebody else",
    "succeeded",
    edit(is("open-gate", "change-record"), (one) => {
      one.detail["approvers"] = ["mallory"];
    }),
  ],
  [
    "gate",
    "a gate that wants nobody",
    "succeeded",
    edit(is("open-gate", "change-record"), (one) => {
      one.detail["quorum"] = 0;
    }),
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
    "a decision by somebody who was not asked",
    "succeeded",
    edit(is("decide-gate", "change-record"), (one) => {
      one.detail["approver"] = "mallory";
      one.actor = "mallory";
    }),
  ],
  [
    "decision",
    "a decision in somebody else's name",
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
    edit(is("decide-gate", "change-record"), (one) => {
      one.detail["dossierDigest"] = "0".repeat(64);
    }),
  ],
  [
    "decision",
    "a decision before its gate",
    "succeeded",
    moved(is("open-gate", "change-record"), is("decide-gate", "change-record")),
  ],
  ["quorum", "a gate that nobody passed", "succeeded", without(is("decide-gate", "change-record"))],
];
