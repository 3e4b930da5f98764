import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { Digest } from "../domain/canonical.ts";
import type { Change } from "../domain/change/manifest.ts";
import { isInterlockError, notFound, settingMissing } from "../domain/errors.ts";
import { environmentsOf, isSealed, type Status, statusOf } from "../domain/run/status.ts";
import { verdictOf } from "../domain/run/verdict.ts";
import type { Installation } from "../installation/installation.ts";
import { changesIn } from "../ports/changes/aws.ts";
import { systemClock } from "../ports/clock/system.ts";
import { recordsIn } from "../ports/records/aws.ts";
import { publicKeyOf } from "../ports/shared/public-key.ts";
import { approvers } from "./approvers.ts";
import type { Connection } from "./connect.ts";
import { type ObjectLock, objectLockOf, problemOf } from "./object-lock.ts";

const recordsOf = (installation: Installation) => recordsIn({ ...installation, clock: systemClock });

/** A change, or null if its bytes are not there or not its own: a refused run has a status too. */
async function changeOrNull({ bucketName }: Installation, digest: Digest): Promise<Change | null> {
  try {
    return await changesIn({ bucketName }).change(digest);
  } catch (error) {
    if (isInterlockError(error)) return null;
    throw error;
  }
}

/** How a run stands. Throws NotFound for a run that nobody claimed. */
export async function status({ installation }: Connection, runId: string): Promise<Status> {
  const records = recordsOf(installation);
  const claim = await records.claimOf(runId);
  if (claim === null)
    throw notFound(`there is no run ${runId}: "interlock runs" lists the ones that there are`);
  const { entries, head } = await records.read(runId);
  return statusOf(runId, entries, head, await changeOrNull(installation, claim.changeDigest));
}

/** A status for people. */
export function statusText(of: Status): string {
  const lines = environmentsOf(of).flatMap(({ environment, state, steps }) => [
    `${environment.padEnd(12)} ${state}`,
    ...steps.map(({ step, state: stepState }) => `  ${step.padEnd(12)} ${stepState}`),
  ]);
  const gates = of.gates.map(
    ({ gate, state, decisions }) =>
      `${gate.padEnd(20)} ${state}${decisions.map(({ approver, decision }) => `, ${approver}: ${decision}`).join("")}`,
  );
  return [
    ...lines,
    ...gates,
    `${of.records.count} entries, head ${of.records.head ?? "none"}`,
    `run ${of.runId} ${of.verdict}`,
  ].join("\n");
}

/** Every run, newest first. */
export async function runs({ installation }: Connection) {
  const records = recordsOf(installation);
  const claims = await records.claims();
  return Promise.all(
    claims.map(async ({ runId, repository, commit, attempt, claimedAtMs }) => {
      const { entries } = await records.read(runId);
      const verdict = isSealed(entries) ? verdictOf(entries) : "RUNNING";
      return { runId, verdict, repository, commit, attempt, claimedAt: new Date(claimedAtMs).toISOString() };
    }),
  );
}

/** Whether everything that a run needs answers, and where other programs find it. */
export async function doctor(
  { installation, sandbox }: Connection,
  versions: Readonly<Record<string, string>>,
) {
  const problems: string[] = [];
  const ask = async (what: string, question: () => Promise<unknown>) => {
    try {
      await question();
    } catch (error) {
      problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const mailboxUrl = sandbox === null ? null : `http://127.0.0.1:${sandbox.ports.inbox}`;
  await ask("records", () => recordsOf(installation).lease());
  await ask("state machine", () =>
    new SFNClient().send(new DescribeStateMachineCommand({ stateMachineArn: installation.stateMachineArn })),
  );
  await ask("signing key", () => publicKeyOf(installation.signingKeyArn)());
  await ask("approvals", async () => {
    const { status: code } = await fetch(`${installation.approvalsUrl}/approvals/nobody`);
    if (code !== 404) throw notFound(`an unknown link answers ${code} instead of 404`);
  });
  let objectLock: ObjectLock = { template: null, bucket: null };
  await ask("object lock", async () => {
    objectLock = await objectLockOf(installation);
    const problem = problemOf(objectLock);
    if (problem !== null) throw settingMissing(problem);
  });
  if (mailboxUrl !== null) await ask("mailbox", () => fetch(mailboxUrl));
  await ask("approvers", async () => {
    const wrong = (await approvers({ installation, sandbox })).flatMap(({ problem }) => problem ?? []);
    if (wrong.length > 0) throw notFound(wrong.join("; "));
  });
  return {
    healthy: problems.length === 0,
    problems,
    endpoint: process.env["AWS_ENDPOINT_URL"] ?? null,
    mailboxUrl,
    ...installation,
    objectLock,
    versions,
  };
}
