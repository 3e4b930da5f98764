import type { Digest } from "../canonical.ts";
import type { Step } from "../change/manifest.ts";
import type { Environment } from "../environment.ts";
import type { Entry } from "../records/entry.ts";
import { type Fact, type FactOf, isFact, provisionedAs } from "../records/facts.ts";
import { deployedDigest } from "./deployed-digest.ts";

/** This run's intents about the steps of an environment, oldest first. */
export const provisionIntents = (facts: readonly Fact[], environment: Environment) =>
  facts
    .filter(isFact("provision-step", "intent"))
    .map(({ detail }) => detail)
    .filter((detail) => detail.environment === environment);

/** This run's rollback intents about the steps of an environment, oldest first. */
export const rollbackIntents = (facts: readonly Fact[], environment: Environment) =>
  facts
    .filter(isFact("roll-back-step", "intent"))
    .map(({ detail }) => detail)
    .filter((detail) => detail.environment === environment);

/** What became of a step's provisioning; null while it is not settled. */
export function provisioned(
  facts: readonly Fact[],
  environment: Environment,
  step: string,
): FactOf<"provision-step", "outcome">["detail"] | null {
  const outcome = facts
    .filter(isFact("provision-step", "outcome"))
    .findLast(({ detail }) => detail.environment === environment && detail.step === step);
  return outcome?.detail ?? null;
}

/** Whether a step is as the change wants it, according to its last outcome. */
export function isProvisioned(facts: readonly Fact[], environment: Environment, step: string): boolean {
  const result = provisioned(facts, environment, step)?.result;
  return provisionedAs.some((one) => one === result);
}

/** What became of a step's rollback; null while it is not settled. */
export function rolledBack(
  facts: readonly Fact[],
  environment: Environment,
  step: string,
): FactOf<"roll-back-step", "outcome">["detail"] | null {
  const outcome = facts
    .filter(isFact("roll-back-step", "outcome"))
    .findLast(({ detail }) => detail.environment === environment && detail.step === step);
  return outcome?.detail ?? null;
}

/**
 * The digests with which a step stands as the change declares it. CloudFormation deploys no change of a description, of
 * metadata or of outputs by itself (CloudFormation user guide, "Template sections"; UpdateStack: "No updates are to be
 * performed"): if it said so in this run, the stack stands as declared with what it had before.
 */
export function declaredDigests(
  facts: readonly Fact[],
  environment: Environment,
  step: Step,
): readonly Digest[] {
  const untouched = provisioned(facts, environment, step.step)?.result === "untouched";
  const from = provisionIntents(facts, environment)
    .filter((intent) => intent.step === step.step && intent.operation === "update")
    .at(-1)?.fromDigest;
  return [deployedDigest(step), ...(untouched && from !== undefined ? [from] : [])];
}

/** The ids of the stacks that this run created in an environment, according to its outcomes. */
export const createdStacks = (facts: readonly Fact[], environment: Environment): readonly string[] =>
  facts
    .filter(isFact("provision-step", "outcome"))
    .filter(({ detail }) => detail.environment === environment && detail.result === "created")
    .flatMap(({ detail }) => detail.stackId ?? []);

/** This run's last intent about a step, with the time of writing; undefined if there is none. */
export const lastIntent = (entries: readonly Entry[], environment: Environment, step: string) =>
  entries
    .filter(isFact("provision-step", "intent"))
    .findLast(({ detail }) => detail.environment === environment && detail.step === step);

/** Whether the step's last operation has been under way for longer than the plan allows. */
export function isOverdue(
  entries: readonly Entry[],
  environment: Environment,
  step: string,
  stepMinutes: number,
  nowMs: number,
): boolean {
  const last = lastIntent(entries, environment, step);
  return last !== undefined && nowMs - Date.parse(last.at) > stepMinutes * 60_000;
}
