import { flag, list, orUnseen } from "./fact.ts";
import type { ReadOfOwner } from "./row.ts";

/** Checks of the plan that every way in must answer. */
export const restricted = ["access-restricted", "security-checks-passing"];

/** The check of the plan that nothing can be reached before ingress opens. */
export const notPublic = "no-public-access-before-validation";

/** The checks that every way in must answer. */
export const neverPublic = [...restricted, notPublic];

/** The check of plan `application` that nothing is public but what was announced. */
export const asAnnounced = "exposure-as-announced";

/** The checks that ask what a resource grants, so that a change by hand shows under each plan. */
export const grants = [...restricted, asAnnounced];

/** Checks of the plan about logs. */
export const logged = ["logging-enabled", "audit-logging-verified", "full-audit-logging-enabled"];

/** Checks of the plan about a backend that answers. */
export const healthy = ["health-checks-operational", "high-availability-backend"];

/** The question about copies of a machine's disks. `publicCopies` names those that everybody may use. */
export const publicCopiesProbe = {
  fact: "public-copies",
  about: ["publicCopies"],
  checks: neverPublic,
  holds: ({ publicCopies }: { readonly publicCopies: readonly string[] }) => publicCopies.length === 0,
  saw: ({ publicCopies }: { readonly publicCopies: readonly string[] }) =>
    publicCopies.length === 0 ? "none is public" : `everybody may use ${publicCopies.join(", ")}`,
} as const;

/** The facts about a resource policy: `policy` is its digest, and `documents` its text; both are empty without one. */
export const policyShapes = {
  admitsEveryone: orUnseen(flag),
  policy: orUnseen(list),
  documents: orUnseen(list),
} as const;

/** An owner has at most one policy, and none of its own once that is deleted; another one may be that of another resource. */
export const withoutOwnPolicy: ReadOfOwner = {
  under: null,
  isGone: ({ documents }) => (Array.isArray(documents) && documents.length === 0 ? true : null),
};

/** The question about a resource policy: whether it names everyone. */
export const policyProbe = {
  fact: "resource-policy",
  about: ["admitsEveryone"],
  checks: neverPublic,
  holds: ({ admitsEveryone }: { readonly admitsEveryone: boolean | null }) =>
    admitsEveryone === null ? null : !admitsEveryone,
  saw: ({ admitsEveryone }: { readonly admitsEveryone: boolean | null }) =>
    admitsEveryone ? "everyone" : "named principals",
} as const;

/**
 * The question which resource policy it is. Drift does not compare a policy that the template has not, so one that somebody writes by
 * hand shows only here.
 */
export const policyTextProbe = {
  fact: "policy-text",
  about: ["policy"],
  checks: neverPublic,
  holds: ({ policy }: { readonly policy: readonly string[] | null }) => (policy === null ? null : true),
  saw: ({ policy }: { readonly policy: readonly string[] | null }) => `policy ${policy?.join(" ") || "none"}`,
} as const;
