import { asAnnounced, notPublic } from "../../resources/checks.ts";
import { admitsEveryone } from "../admits-everyone.ts";
import type { Reachability } from "./exposure.ts";
import type { Waiver } from "./judge.ts";

/** What AWS says of a resource policy: whether it may let somebody in whom it does not name; `unread` if AWS says nothing, and why. */
export type PolicyOpinion =
  | { readonly is: "public" | "private" }
  | { readonly is: "unread"; readonly because: string };

/** The question what AWS says of a policy. An installation whose partition or emulator has no Access Analyzer may waive it. */
export const opinionFact = "access-analyzer";

/** The question whether AWS says the same of a policy as our own rule. Nobody can waive it where both have told. */
const agreementFact = "policy-readings-agree";

/**
 * Whether AWS confirms what our own rule says of each policy of a resource. Where they differ, or AWS says nothing, it is unread whether
 * the resource can be reached. A policy that both call public adds nothing: its own question tells.
 */
export function reachabilityByOpinions(
  policies: readonly { readonly document: string; readonly opinion: PolicyOpinion }[],
): readonly Reachability[] {
  const told = policies.map(({ document, opinion }): Reachability | null => {
    if (opinion.is === "unread")
      return { is: "unread", fact: opinionFact, saw: `no opinion of AWS (${opinion.because})` };
    const ours = isPublic(document);
    const theirs = opinion.is === "public";
    if (ours !== theirs)
      return {
        is: "unread",
        fact: agreementFact,
        saw: `IAM Access Analyzer calls the policy ${opinion.is}, and Interlock does not`,
      };
    return theirs ? null : { is: "closed", fact: opinionFact, saw: "private" };
  });
  return told
    .filter((one) => one !== null)
    .filter(({ saw }, at, all) => at === all.findIndex((one) => one.saw === saw));
}

/** Null: our rule can't read it either. */
function isPublic(document: string): boolean | null {
  try {
    return admitsEveryone(document);
  } catch {
    return null;
  }
}

/** Whether the installation does without AWS's opinion: our own rule alone then tells. */
export const doesWithoutOpinions = (waivers: readonly Waiver[]): boolean =>
  waivers.some(({ check, fact }) => fact === opinionFact && [notPublic, asAnnounced].includes(check));
