import { edit, type Forgery, is, listOf, moved, removal, withDetail, without } from "./edits.ts";

/** Lies about what was done to stacks, and about what was checked of them. */
export const stepsForgeries: readonly Forgery[] = [
  [
    "assets",
    "other bytes published than the change has",
    "succeeded",
    (drafts) =>
      drafts.map((one) =>
        is("publish-asset", "production")(one)
          ? { ...one, detail: { ...one.detail, digest: "0".repeat(64) } }
          : one,
      ),
  ],
  [
    "assets",
    "code published where nothing of the change expects it",
    "succeeded",
    (drafts) =>
      drafts.map((one) =>
        is("publish-asset", "staging")(one)
          ? { ...one, detail: { ...one.detail, objectKey: "mine.zip" } }
          : one,
      ),
  ],
  [
    "assets",
    "a first step before the code was there",
    "succeeded",
    moved(is("publish-asset", "staging"), is("provision-step", "staging/network", "intent")),
  ],
  ["assets", "a step without its code", "succeeded", without(is("publish-asset", "production"))],
  [
    "assets",
    "code in production before the change record",
    "succeeded",
    moved(is("publish-asset", "production"), is("sign-receipt", "development")),
  ],
  [
    "assets",
    "a publication that nobody announced",
    "succeeded",
    without(is("publish-asset", "development", "intent")),
  ],
  [
    "assets",
    "code published although it was refused",
    "succeeded",
    withDetail(is("publish-asset", "development", "outcome"), { result: "refused" }),
  ],
  [
    "assets",
    "code that is called the standing change's, and is put in this change's place",
    "inProduction",
    edit(
      (one) => is("publish-asset", "staging", "intent")(one) && one.detail["standing"] === undefined,
      (one) => {
        one.detail["standing"] = "0".repeat(64);
        one.detail["digest"] = "1".repeat(64);
      },
    ),
  ],
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
    withDetail(is("provision-step", "staging/storage", "intent"), { stackName: "shop-production-storage" }),
  ],
  [
    "step",
    "another state than the change wants",
    "succeeded",
    withDetail(is("provision-step", "staging/storage", "intent"), { wantedDigest: "0".repeat(64) }),
  ],
  [
    "token",
    "a request that was not this attempt's",
    "succeeded",
    withDetail(is("provision-step", "staging/storage", "intent"), { token: "0".repeat(64) }),
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
    withDetail(is("provision-step", "staging/storage", "outcome"), { result: "updated" }),
  ],
  [
    "intent",
    "a deletion without an intent",
    "inStaging",
    without(is("roll-back-step", "staging/network", "intent")),
  ],
  [
    "change-set",
    "an update by another change set than the one that was prepared",
    "inProduction",
    withDetail((one) => one.detail["operation"] === "update", { changeSet: "interlock-somebody-elses" }),
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
    withDetail((one) => one.detail["operation"] === "update" && one.detail["part"] === "storage", {
      changes: listOf([removal]),
    }),
  ],
  [
    "approved",
    "a change of production that was not shown",
    "inProduction",
    withDetail((one) => one.detail["operation"] === "update" && one.detail["environment"] === "production", {
      changes: listOf([removal]),
    }),
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
    withDetail(is("validate-environment", "staging"), { readings: [] }),
  ],
];
