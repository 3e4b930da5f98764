import * as z from "zod";
import { type Digest, digestOf, digestSchema } from "../canonical.ts";
import { type Environment, environments, isInScope, parts, type Scope } from "../environment.ts";
import { invalidChange } from "../errors.ts";

const person = z.strictObject({ name: z.string(), address: z.string() });
const commitId = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const mostContributors = 5_000;

/** One stack of the change: what CloudFormation is asked for. Template bodies stand apart, by the digest of their bytes. */
export const stepSchema = z.strictObject({
  step: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/),
  part: z.enum(parts),
  stackName: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/),
  templateDigest: digestSchema,
  parameters: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
  /** Steps of the same environment that stand before this one. */
  dependsOn: z.array(z.string()),
});

/** One stack of the change. */
export type Step = z.infer<typeof stepSchema>;

/** A change: one commit and what its cloud assembly asks for in each environment. Its digest is its name. */
export const manifestSchema = z.strictObject({
  application: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  repository: z.string().min(1).max(200),
  attempt: z.int().min(1).max(99),
  commit: z.strictObject({
    sha: commitId,
    subject: z.string(),
    author: person,
    committer: person,
    coAuthors: z.array(person),
    parents: z.array(z.string()),
    committedAt: z.string(),
  }),
  /** Everybody who had a hand in a commit between the last successful run's and this one, in either direction. */
  contributors: z.strictObject({
    /** That run's commit; null if there was none, and every commit counts. */
    since: commitId.nullable(),
    people: z.array(person).max(mostContributors),
  }),
  environments: z.strictObject({
    development: z.array(stepSchema).min(1),
    staging: z.array(stepSchema).min(1),
    production: z.array(stepSchema).min(1),
  }),
});

/** A change that parsed. */
export type Change = z.infer<typeof manifestSchema>;

/** The change's name. */
export const changeDigest = (change: Change): Digest => digestOf(change);

/**
 * The change in `document`, with every rule that can be told without looking at an environment.
 * @throws InvalidChange naming what is wrong, the value seen and what to do.
 */
export function parseChange(document: unknown): Change {
  const parsed = manifestSchema.safeParse(document);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      ({ path, message }) => `${path.join(".") || "the change"}: ${message}`,
    );
    throw invalidChange(`${issues.join("; ")}; submit a change made by this version of Interlock`);
  }
  const change = parsed.data;
  const stacks = new Set<string>();
  for (const environment of environments) {
    inOrder(change.environments[environment]);
    const names = new Set<string>();
    for (const { step, stackName } of change.environments[environment]) {
      const prefix = `${change.application}-${environment}-`;
      if (!stackName.startsWith(prefix) || stackName === prefix)
        throw invalidChange(
          `the stack ${stackName} of ${environment} is named outside the pattern ${prefix}…: environments are kept apart by name; rename it`,
        );
      if (stacks.has(stackName))
        throw invalidChange(`two steps are deployed as ${stackName}: give each its own stack`);
      if (names.has(step))
        throw invalidChange(`two steps of ${environment} are named ${step}: give each its own name`);
      stacks.add(stackName);
      names.add(step);
    }
  }
  return change;
}

/** Author, committer and co-authors of the commit itself, and everybody else who had a hand in what it brings. */
export function peopleOf({ commit, contributors }: Change): readonly z.infer<typeof person>[] {
  const all = [commit.author, commit.committer, ...commit.coAuthors, ...contributors.people];
  return [...new Map(all.map((one) => [one.address.trim().toLowerCase(), one])).values()];
}

/** The steps of an environment that are in scope, each after the steps it depends on. */
export const stepsInOrder = (change: Change, environment: Environment, scope: Scope): readonly Step[] =>
  inOrder(change.environments[environment]).filter(({ part }) => isInScope(part, scope));

/**
 * The run's name: repository, commit and attempt, so that the same commit twice is the same run. At most 40
 * characters, because execution names are made from it and may have 80 (Step Functions quotas).
 */
export function runIdOf({
  repository,
  commit,
  attempt,
}: {
  readonly repository: string;
  readonly commit: { readonly sha: string };
  readonly attempt: number;
}): string {
  const slug = repository
    .toLowerCase()
    .replace(/.*\//, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 20);
  return `${slug || "change"}-${commit.sha.slice(0, 12)}-${attempt}`;
}

function inOrder(steps: readonly Step[]): readonly Step[] {
  const ordered: Step[] = [];
  const remaining = [...steps];
  while (remaining.length > 0) {
    const ready = remaining.findIndex(({ dependsOn }) =>
      dependsOn.every((name) => ordered.some(({ step }) => step === name)),
    );
    const [next] = ready < 0 ? [] : remaining.splice(ready, 1);
    if (next === undefined)
      throw invalidChange(
        `the steps ${remaining.map(({ step }) => step).join(", ")} wait for each other or for a step that is not there: mend their dependencies`,
      );
    ordered.push(next);
  }
  return ordered;
}
