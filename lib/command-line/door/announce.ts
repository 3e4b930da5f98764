import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { unknownAnswer } from "../../domain/errors.ts";
import { ownAccounts } from "../../sandbox/accounts.ts";

/** A reference that a push moved, as git's post-receive hook gets it. */
export type MovedReference = { readonly before: string; readonly after: string; readonly name: string };

const nobody = /^0+$/;

/** The lines of a post-receive hook's input: `<old> <new> <reference>`. */
export const movedIn = (input: string): readonly MovedReference[] =>
  input
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [before = "", after = "", name = ""] = line.split(" ");
      return { before, after, name };
    });

/**
 * What CodeCommit says of a moved reference; null for one that is neither a branch nor a tag.
 * Source: CodeCommit user guide, Monitoring CodeCommit events.
 */
export function pushDetail(
  repository: string,
  { before, after, name }: MovedReference,
): Readonly<Record<string, string>> | null {
  const found = /^refs\/(heads|tags)\/(.+)$/.exec(name);
  if (found === null) return null;
  const isNew = nobody.test(before);
  const isGone = nobody.test(after);
  return {
    event: isGone ? "referenceDeleted" : isNew ? "referenceCreated" : "referenceUpdated",
    repositoryName: repository,
    repositoryId: repository,
    referenceType: found[1] === "heads" ? "branch" : "tag",
    referenceName: found[2] ?? "",
    referenceFullName: name,
    ...(isGone ? {} : { commitId: after }),
    ...(isNew ? {} : { oldCommitId: before }),
  };
}

/** EventBridge takes at most so many events at once (PutEvents). */
const mostEntries = 10;

/**
 * Says moved references on the default bus, as CodeCommit does. The process is led to the sandbox already.
 * @throws UnknownAnswer if the bus does not take an event.
 */
export async function announce(repository: string, moved: readonly MovedReference[]): Promise<void> {
  const { account, region } = ownAccounts.controlPlane;
  const entries = moved.flatMap((one) => {
    const detail = pushDetail(repository, one);
    return detail === null
      ? []
      : [
          {
            Source: "aws.codecommit",
            DetailType: "CodeCommit Repository State Change",
            Resources: [`arn:aws:codecommit:${region}:${account}:${repository}`],
            Detail: JSON.stringify(detail),
          },
        ];
  });
  const events = new EventBridgeClient();
  for (let from = 0; from < entries.length; from += mostEntries) {
    const { FailedEntryCount, Entries = [] } = await events.send(
      new PutEventsCommand({ Entries: entries.slice(from, from + mostEntries) }),
    );
    const refused = Entries.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (FailedEntryCount !== 0)
      throw unknownAnswer(
        `the sandbox's bus did not take the push (${refused?.ErrorMessage ?? "it gave no reason"}): push again`,
      );
  }
}
