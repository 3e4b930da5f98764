import { edit, type Forgery, is, listOf, moved, removal, without } from "./edits.ts";

/** Lies about what was done to stacks, and about what was checked of them. */
export const stepsForgeries: readonly Forgery[] = [
  [
    "ingress",
    "ingress opened before the release",
    "succeeded",
    moved(is("provision-step", "production/ingress"), is("provision-step", "production/monitoring")),
  ],
  [
    "ingress",
    "live ingress closed after something else changed",
    "inProduction",
    moved(is("provision-step", "production/ingress"), is("provision-step", "production/network", "intent")),
  ],
  [
    "step",
    "a step that the change does not have",
    "succeeded",
    edit(is("provision-step", "staging/storage"), (one) => {
      one.detail["step"] = "vault";
      one.subject = "staging/vault";
    }),
  ],
  [
    "step",
    "another stack than the step's",
    "succeeded",
    edit(is("provision-step", "staging/storage", "intent"), (one) => {
      one.detail["stackName"] = "shop-production-storage";
    }),
  ],
  [
    "step",
    "another state than the change wants",
    "succeeded",
    edit(is("provision-step", "staging/storage", "intent"), (one) => {
      one.detail["wantedDigest"] = "0".repeat(64);
    }),
  ],
  [
    "token",
    "a request that was not this attempt's",
    "succeeded",
    edit(is("provision-step", "staging/storage", "intent"), (one) => {
      one.detail["token"] = "0".repeat(64);
    }),
  ],
  [
    "intent",
    "an effect without its intent",
    "succeeded",
    without(is("provision-step", "staging/storage", "intent")),
  ],
  [
    "intent",
    "a creation that was an update",
    "succeeded",
    edit(is("provision-step", "staging/storage", "outcome"), (one) => {
      one.detail["result"] = "updated";
    }),
  ],
  [
    "intent",
    "a deletion that nobody intended",
    "inStaging",
    without(is("roll-back-step", "staging/network", "intent")),
  ],
  [
    "change-set",
    "an update by another change set than the one that was prepared",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update",
      (one) => {
        one.detail["changeSet"] = "interlock-somebody-elses";
      },
    ),
  ],
  [
    "change-set",
    "an update that does not say what it would do",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update",
      (one) => {
        delete one.detail["changes"];
      },
    ),
  ],
  [
    "change-set",
    "an update that removes a bucket with what is in it",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update" && one.detail["part"] === "storage",
      (one) => {
        one.detail["changes"] = listOf([removal]);
      },
    ),
  ],
  [
    "approved",
    "a change of production that nobody was shown",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update" && one.detail["environment"] === "production",
      (one) => {
        one.detail["changes"] = listOf([removal]);
      },
    ),
  ],
  [
    "checks",
    "a validation that overlooks an answer",
    "succeeded",
    edit(is("validate-environment", "staging"), (one) => {
      one.detail["readings"][0].answer = "broken";
    }),
  ],
  [
    "checks",
    "a validation with a waiver of its own",
    "succeeded",
    edit(is("validate-environment", "staging"), (one) => {
      one.detail["readings"][0].answer = "waived";
    }),
  ],
  [
    "checks",
    "a validation that asked nothing",
    "succeeded",
    edit(is("validate-environment", "staging"), (one) => {
      one.detail["readings"] = [];
    }),
  ],
];
