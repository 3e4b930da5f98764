import type { Fact } from "../../lib/domain/records/facts.ts";
import { asked, decided, intended, validated } from "./facts.ts";

/** Development stands, and is validated. */
export const development: readonly Fact[] = [intended("development/network"), validated("development")];
/** So does staging, and is to be signed off. */
export const staging: readonly Fact[] = [
  ...development,
  intended("staging/network"),
  validated("staging"),
  asked("staging-sign-off"),
];
/** It was, and the change record is asked for. */
export const signedOff: readonly Fact[] = [...staging, decided("staging-sign-off"), asked("change-record")];
/** It was approved; production stands without its ingress, and its release is asked for. */
export const production: readonly Fact[] = [
  ...signedOff,
  decided("change-record"),
  intended("production/network"),
  validated("production", { scope: "all-but-ingress" }),
  asked("production-release"),
];
/** It was released, and production is confirmed with its ingress. */
export const released: readonly Fact[] = [
  ...production,
  decided("production-release"),
  intended("production/network"),
  validated("production"),
];
