import type { Environment } from "../environment.ts";
import { type Fact, type FactOf, isFact } from "../records/facts.ts";

/** What became of the assets that this run published in an environment, without those that were refused. */
export const publishedIn = (
  facts: readonly Fact[],
  environment: Environment,
): readonly FactOf<"publish-asset", "outcome">["detail"][] =>
  facts
    .filter(isFact("publish-asset", "outcome"))
    .map(({ detail }) => detail)
    .filter((detail) => detail.environment === environment && detail.result !== "refused");
