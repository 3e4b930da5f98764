import { again, edit, type Forgery, is, listOf, moved, without } from "./edits.ts";

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
    edit(is("roll-back-step", "production/storage", "outcome"), (one) => {
      one.detail["result"] = "deleted";
    }),
  ],
  [
    "rollback",
    "a part that the plan does not keep",
    "inStaging",
    edit(is("roll-back-step", "staging/network", "outcome"), (one) => {
      one.detail["result"] = "kept";
    }),
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
    edit(is("prove-rollback"), (one) => {
      one.detail["residual"] = [{ type: "AWS::S3::Bucket", id: "b", state: "present" }];
    }),
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
  ["residual", "a proof for which nobody looked", "inStaging", without(is("look-for-residual"))],
  [
    "read-back",
    "an ingress that is closed and can be reached",
    "inProduction",
    edit(is("confirm-closed"), (one) => {
      one.detail["exposed"] = ["a route to the internet"];
    }),
  ],
  [
    "read-back",
    "logs that are kept and were not read",
    "inProduction",
    edit(is("preserve-logs"), (one) => {
      one.detail["logGroups"] = ["/somewhere"];
    }),
  ],
  [
    "proof",
    "a development that is said to be as it was",
    "inStaging",
    edit(is("confirm-preserved"), (one) => {
      one.detail["after"] = "0".repeat(64);
    }),
  ],
];
