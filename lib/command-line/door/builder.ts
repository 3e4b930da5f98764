// The builder of a sandbox: it takes pushed commits from the queue of each application, and builds one after the other. It
// also looks for a head that no event announced.
import { setTimeout } from "node:timers/promises";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { type CommitPushed, commitPushedSchema } from "../../domain/change/events.ts";
import { runIdOf } from "../../domain/change/manifest.ts";
import { findInstallation } from "../../installation/installation.ts";
import { SandboxPlace, type SandboxState } from "../../sandbox/place.ts";
import { leadTo } from "../../sandbox/up.ts";
import { buildsQueueOf } from "../../settings/names.ts";
import { isKnownRun } from "../submission/submit.ts";
import { announce } from "./announce.ts";
import { buildCommit } from "./build-commit.ts";
import { buildResult, keepResult } from "./builds.ts";
import { headOf, repositoryOf, watchedBranch } from "./repository.ts";

const limitMs = 10 * 60_000;
const pauseMs = 200;
const waitSeconds = 2;
const lookEveryMs = 60_000;
const noCommit = "0".repeat(40);

const place = new SandboxPlace(process.argv[2] ?? "local");
place.keepPrivate();

/** Every application of the sandbox that has a control plane. */
const applicationsOf = (state: SandboxState | null): readonly string[] => Object.keys(state?.deployed ?? {});

async function takeOne(sqs: SQSClient, application: string): Promise<void> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: buildsQueueOf(application) }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: waitSeconds }),
  );
  for (const message of Messages) {
    const pushed = pushedIn(message);
    if (pushed === null) {
      // It cannot be built; three receipts later it is among the dead letters.
      const { ReceiptHandle } = message;
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
      continue;
    }
    await build(pushed);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  }
}

function pushedIn({ Body = "" }: Message): CommitPushed | null {
  try {
    return commitPushedSchema.parse(JSON.parse(Body));
  } catch (error) {
    console.error(`a message is no pushed commit: ${String(error)}`);
    return null;
  }
}

async function build(pushed: CommitPushed): Promise<void> {
  const { application, commit } = pushed;
  console.log(`${new Date().toISOString()} building ${commit} of ${application}`);
  const result = await buildCommit(place, pushed, limitMs);
  keepResult(place, application, commit, result);
  console.log(`${new Date().toISOString()} ${JSON.stringify(result)}`);
}

const lookedAtMs = new Map<string, number>();

/** Announces a head that has neither a run nor a build: its event was lost, or the sandbox did not run when it was pushed. */
async function lookForLost(application: string): Promise<void> {
  const now = Date.now();
  const head = headOf(repositoryOf(place, application));
  const key = `${application} ${head}`;
  if (head === null) return;
  // The door has a minute to bring it by itself.
  const firstMs = lookedAtMs.get(key) ?? now;
  lookedAtMs.set(key, firstMs);
  if (now - firstMs < lookEveryMs || buildResult(place, application, head) !== null) return;
  const installation = await findInstallation(application);
  if (installation === null) return;
  if (await isKnownRun(installation, runIdOf({ application, commit: { sha: head }, attempt: 1 }))) return;
  lookedAtMs.set(key, now);
  console.log(`${new Date().toISOString()} ${head} of ${application} was not announced: announcing it`);
  await announce(application, [{ before: noCommit, after: head, name: `refs/heads/${watchedBranch}` }]);
}

for (;;) {
  const state = place.read();
  if (state !== null) leadTo(state);
  for (const application of applicationsOf(state))
    try {
      await takeOne(new SQSClient(), application);
      await lookForLost(application);
    } catch (error) {
      // The emulator may be starting, or the control plane may not have its queue yet.
      console.error(
        `${application}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
      );
      await setTimeout(1_000);
    }
  await setTimeout(pauseMs);
}
