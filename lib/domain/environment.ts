/** The three environments, in the only order there is (21.03 section 3). */
export const environments = ["development", "staging", "production"] as const;

/** One of the three environments. */
export type Environment = (typeof environments)[number];

/** The purposes that a step can have. Source: 21.03 sections 4.1, 5.2 and 6.2. */
export const parts = [
  "network",
  "logging",
  "storage",
  "database",
  "compute",
  "monitoring",
  "ingress",
] as const;

/** One of the parts. */
export type Part = (typeof parts)[number];

/** Which steps of an environment a child is about. Ingress is opened and closed by itself. */
export const scopes = ["everything", "all-but-ingress", "ingress"] as const;

/** One of the scopes. */
export type Scope = (typeof scopes)[number];

/** Whether a step of this part belongs to the scope. */
export function isInScope(part: Part, scope: Scope): boolean {
  return scope === "everything" || (part === "ingress") === (scope === "ingress");
}

/** The four gates of 21.03, in the order in which a run meets them. */
export const gates = ["plan-approval", "staging-sign-off", "change-record", "production-release"] as const;

/** One of the four gates. */
export type Gate = (typeof gates)[number];

/** What a decision at a gate must rest on: the mailbox that the link came to, or a sign-in besides. */
export const identityTiers = ["mailbox", "oidc"] as const;

/** One of the two. */
export type IdentityTier = (typeof identityTiers)[number];
