/** The three environments, in the only order there is (21.03 section 3). */
export const environments = ["development", "staging", "production"] as const;

/** One of the three environments. */
export type Environment = (typeof environments)[number];

/** The purpose of a step: the parts that 21.03 names in sections 4.1, 5.2 and 6.2. */
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

/** Which steps of an environment a child execution is about. Ingress is opened and closed on its own. */
export const scopes = ["everything", "all-but-ingress", "ingress"] as const;

/** One of the scopes. */
export type Scope = (typeof scopes)[number];

/** The narrowest scope that a step of this part belongs to. */
export const scopeOf = (part: Part): Scope => (part === "ingress" ? "ingress" : "all-but-ingress");

/** Whether a step of this part belongs to the scope. */
export function isInScope(part: Part, scope: Scope): boolean {
  return scope === "everything" || scopeOf(part) === scope;
}

/** What a decision at a gate must rest on: the mailbox that received the link, or a sign-in as well. */
export const identityTiers = ["mailbox", "oidc"] as const;

/** One of the two. */
export type IdentityTier = (typeof identityTiers)[number];
