import * as z from "zod";
import { type Digest, digestOf, digestSchema } from "../canonical.ts";
import { type Environment, isInScope, parts, type Scope } from "../environment.ts";
import { invalidChange } from "../errors.ts";
import { issuesInWords } from "../issues.ts";
import { type Asset, assetSchema } from "./assets.ts";
import { type Person, personSchema } from "./person.ts";

/** A commit's whole id: SHA-1 or SHA-256, in hexadecimal digits. */
export const commitIdSchema = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

const mostContributors = 5_000;

/** How many commits before it a change names. A commit that is that much older than a newer one cannot be told from a new line. */
export const mostAncestors = 200;

/**
 * One stack of the change: what CloudFormation is asked for. The template is kept apart, by the digest of its bytes. This is
 * the shape alone: which names, tags, templates and places are allowed is for rules/rules.ts to say.
 */
export const stepSchema = z.strictObject({
  step: z.string().min(1),
  part: z.enum(parts),
  stackName: z.string().min(1),
  templateDigest: digestSchema,
  parameters: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
  /** Steps of the same environment that are provisioned before this one. */
  dependsOn: z.array(z.string()),
  /** The account that the stack belongs to; absent if the assembly leaves it open. */
  account: z.string().exactOptional(),
  /** The region that the stack belongs to; absent if the assembly leaves it open. */
  region: z.string().exactOptional(),
});

/** One stack of the change. */
export type Step = z.infer<typeof stepSchema>;

/** A change: one commit and what its cloud assembly asks for in each environment. Its digest is its name. */
export const manifestSchema = z.strictObject({
  application: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  repository: z.string().min(1).max(200),
  attempt: z.int().min(1).max(99),
  commit: z.strictObject({
    sha: commitIdSchema,
    subject: z.string(),
    author: personSchema,
    committer: personSchema,
    coAuthors: z.array(personSchema),
    parents: z.array(z.string()),
    committedAt: z.string(),
    /** The commits before it on its first-parent line, newest first: they tell which of two changes is newer. */
    ancestors: z.array(commitIdSchema).max(mostAncestors).exactOptional(),
  }),
  /** Everybody who had a hand in a commit between the one they are counted from and this one, in either direction. */
  contributors: z.strictObject({
    /** The last successful run's commit, or one that was adopted since; null if there is none, and every commit counts. */
    since: commitIdSchema.nullable(),
    people: z.array(personSchema).max(mostContributors),
  }),
  environments: z.strictObject({
    development: z.array(stepSchema).min(1),
    staging: z.array(stepSchema).min(1),
    production: z.array(stepSchema).min(1),
  }),
  /** The files that each environment needs besides its templates; absent if none needs any. */
  assets: z
    .strictObject({
      development: z.array(assetSchema),
      staging: z.array(assetSchema),
      production: z.array(assetSchema),
    })
    .exactOptional(),
});

/** A change that parsed. */
export type Change = z.infer<typeof manifestSchema>;

/** The change's name. */
export const changeDigest = (change: Change): Digest => digestOf(change);

/**
 * The change in `document`, if it has the shape of one. Whether it can be carried out is for `findingsAbout` to say.
 * @throws InvalidChange naming what is wrong, the value seen and what to do.
 */
export function parseChange(document: unknown): Change {
  const parsed = manifestSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issues = issuesInWords(parsed.error, document, "the change");
  throw invalidChange(`${issues}; submit a change made by this version of Interlock`);
}

/** Author, committer and co-authors of the commit itself, and everybody else who had a hand in what it brings. */
export function peopleOf({ commit, contributors }: Change): readonly Person[] {
  const all = [commit.author, commit.committer, ...commit.coAuthors, ...contributors.people];
  return [...new Map(all.map((one) => [one.address.trim().toLowerCase(), one])).values()];
}

/** The names of everyone who contributed to the change, its author first. */
export const authorsOf = (change: Change): readonly string[] => peopleOf(change).map(({ name }) => name);

/** The files that an environment of the change needs. */
export const assetsOf = ({ assets }: Pick<Change, "assets">, environment: Environment): readonly Asset[] =>
  assets?.[environment] ?? [];

/** The steps of an environment that are in scope, each after the steps it depends on. */
export const stepsInOrder = (
  change: Pick<Change, "environments">,
  environment: Environment,
  scope: Scope,
): readonly Step[] => inOrder(change.environments[environment]).filter(({ part }) => isInScope(part, scope));

const mostApplicationCharacters = 24;
const commitCharacters = 12;

/**
 * The run's name: application, commit and attempt, so that the same commit twice is the same run. At most 40 characters,
 * because execution names are made from it and may have 80 (Step Functions quotas).
 */
export const runIdOf = ({
  application,
  commit: { sha },
  attempt,
}: {
  readonly application: string;
  readonly commit: { readonly sha: string };
  readonly attempt: number;
}): string =>
  `${application.slice(0, mostApplicationCharacters).replace(/-+$/, "")}-${sha.slice(0, commitCharacters)}-${attempt}`;

/** Steps that wait for each other, or for a step that does not exist, come last, as listed: the rules refuse such a change. */
function inOrder(steps: readonly Step[]): readonly Step[] {
  const ordered: Step[] = [];
  const remaining = [...steps];
  for (;;) {
    const ready = remaining.findIndex(({ dependsOn }) =>
      dependsOn.every((name) => ordered.some(({ step }) => step === name)),
    );
    if (ready < 0) return [...ordered, ...remaining];
    ordered.push(...remaining.splice(ready, 1));
  }
}
