import * as z from "zod";
import { invalidInput } from "../errors.ts";
import { commitIdSchema } from "./manifest.ts";

const branchName = z.string().min(1).max(256);
const reference = {
  repositoryName: z.string(),
  referenceType: z.enum(["branch", "tag"]),
  referenceName: branchName,
};

/**
 * The event `CodeCommit Repository State Change`, as far as a door reads it; AWS may add fields.
 * Source: CodeCommit user guide, Monitoring CodeCommit events.
 */
export const pushEventSchema = z.looseObject({
  id: z.string().min(1).max(200),
  source: z.literal("aws.codecommit"),
  "detail-type": z.literal("CodeCommit Repository State Change"),
  account: z.string(),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.discriminatedUnion("event", [
    z.looseObject({ event: z.literal("referenceCreated"), ...reference, commitId: commitIdSchema }),
    z.looseObject({
      event: z.literal("referenceUpdated"),
      ...reference,
      commitId: commitIdSchema,
      oldCommitId: commitIdSchema,
    }),
    z.looseObject({ event: z.literal("referenceDeleted"), ...reference, oldCommitId: commitIdSchema }),
    z.looseObject({ event: z.literal("unreferencedMergeCommitCreated"), repositoryName: z.string() }),
  ]),
});

/** A push that parsed. */
export type PushEvent = z.infer<typeof pushEventSchema>;

/** The branch whose pushes start runs. */
export type WatchedBranch = {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly branch: string;
};

/** What a door does with a push: builds the commit, or leaves it, and why. */
export type Judged =
  | { readonly commit: string; readonly previous: string | null }
  | { readonly left: "tag" | "other-branch" | "deleted-branch" | "no-reference" };

/**
 * Decides whether a push starts a build. A merge and a force push do, like any other new head of the watched branch: which
 * of two commits is newer is told by their ancestry, when the change is submitted.
 * @throws InvalidInput for an event of another account, region or repository: a rule that lets it in is wrong.
 */
export function judgePush({ account, region, resources, detail }: PushEvent, watched: WatchedBranch): Judged {
  const ours = `:codecommit:${watched.region}:${watched.account}:${watched.repository}`;
  const [arn = "", ...others] = resources;
  const isOurs =
    account === watched.account &&
    region === watched.region &&
    detail.repositoryName === watched.repository &&
    others.length === 0 &&
    arn.endsWith(ours);
  if (!isOurs)
    throw invalidInput(
      `the push is of ${detail.repositoryName} in account ${account}, ${region} (${resources.join(", ")}), but the settings watch ${watched.repository} in account ${watched.account}, ${watched.region}: correct the rule, or the setting "repository"`,
    );
  if (detail.event === "unreferencedMergeCommitCreated") return { left: "no-reference" };
  if (detail.referenceType === "tag") return { left: "tag" };
  if (detail.referenceName !== watched.branch) return { left: "other-branch" };
  if (detail.event === "referenceDeleted") return { left: "deleted-branch" };
  return {
    commit: detail.commitId,
    previous: detail.event === "referenceUpdated" ? detail.oldCommitId : null,
  };
}
