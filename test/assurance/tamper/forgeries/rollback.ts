import { again, edit, type Forgery, is, listOf, moved, withDetail, without } from "./edits.ts";

/** Lies about what was undone, and about what proves it. */
export const rollbackForgeries: readonly Forgery[] = [
  [
    "rollback",
    "a step that was left standing",
    "inStaging",
    without(is("roll-back-step", "staging/network")),
  ],
  [
    "rollback",
    "a step that was deleted instead of restored",
    "inProduction",
    withDetail(is("roll-back-step", "production/storage", "outcome"), { result: "deleted" }),
  ],
  [
    "rollback",
    "a part that the plan does not keep",
    "inStaging",
    withDetail(is("roll-back-step", "staging/network", "outcome"), { result: "kept" }),
  ],
  [
    "rollback",
    "a rollback where nothing was done",
    "inStaging",
    again(is("begin-rollback"), (one) => {
      one.detail["environment"] = "production";
      one.subject = "production";
    }),
  ],
  [
    "rollback-order",
    "an undoing before its rollback began",
    "inStaging",
    moved(is("begin-rollback"), is("roll-back-step", "staging/network")),
  ],
  [
    "rollback-order",
    "production restored before ingress is closed",
    "inProduction",
    moved(is("roll-back-step", "production/ingress"), is("roll-back-step", "production/storage")),
  ],
  [
    "rollback-order",
    "production restored before the logs were read",
    "inProduction",
    moved(is("preserve-logs"), is("roll-back-step", "production/storage")),
  ],
  [
    "rollback-order",
    "the network taken down first",
    "inStaging",
    moved(is("roll-back-step", "staging/network"), is("begin-rollback")),
  ],
  [
    "proof",
    "a proof with something left",
    "inStaging",
    withDetail(is("prove-rollback"), { residual: [{ type: "AWS::S3::Bucket", id: "b", state: "present" }] }),
  ],
  [
    "proof",
    "a proof before the last undoing",
    "inStaging",
    moved(is("prove-rollback"), is("begin-rollback")),
  ],
  [
    "residual",
    "a look that overlooks what it saw",
    "inStaging",
    edit(is("look-for-residual"), (one) => {
      const [first, ...others] = one.detail["looked"].items;
      one.detail["looked"] = listOf([{ ...first, is: "present" }, ...others]);
    }),
  ],
  [
    "residual",
    "a proof after one look",
    "inStaging",
    (drafts) => drafts.filter((_, index) => index !== drafts.findIndex(is("look-for-residual"))),
  ],
  ["residual", "a proof without a search", "inStaging", without(is("look-for-residual"))],
  [
    "read-back",
    "an ingress that is closed and can be reached",
    "inProduction",
    withDetail(is("confirm-closed"), { exposed: ["a route to the internet"] }),
  ],
  [
    "read-back",
    "logs that are kept and were not read",
    "inProduction",
    withDetail(is("preserve-logs"), { logGroups: ["/somewhere"] }),
  ],
  [
    "proof",
    "a development that is said to be as it was",
    "inStaging",
    withDetail(is("confirm-preserved"), { after: "0".repeat(64) }),
  ],
];
