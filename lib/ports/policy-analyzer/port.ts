import type { PolicyOpinion } from "../../domain/check/policy-opinion.ts";

/** Asks AWS what a resource policy allows. */
export interface PolicyAnalyzer {
  /**
   * What AWS says of a policy of such a resource, by the type's name in `analyzedAs`. Throws Throttled if AWS asks for patience; any
   * other failure is unread.
   */
  opinionOn(policy: { readonly resourceType: string; readonly document: string }): Promise<PolicyOpinion>;
}
