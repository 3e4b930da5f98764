import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { environments } from "../../domain/environment.ts";
import { notFound, settingMissing } from "../../domain/errors.ts";
import type { Installation } from "../../installation/installation.ts";
import { type Readiness, readinessOf } from "../../installation/readiness.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { keyringOf } from "../../ports/shared/public-key.ts";
import { bootstrapProblem } from "../../ports/stack-index/bootstrap-problem.ts";
import { inboxOf } from "../../sandbox/mailbox.ts";
import { pageAddress } from "../../settings/page-address.ts";
import { type Banner, bannersOf, situationIn } from "../../shared-use-cases/situation.ts";
import { visible } from "../../text/visible.ts";
import { approvers } from "../approver-mail.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";
import { environmentsOf } from "../environments-of.ts";
import { isolationOf } from "../isolation.ts";
import { lockText, type ObjectLock, objectLockOf, problemOf } from "../object-lock.ts";
import { version } from "../version.ts";

/** What `interlock doctor` found, and where other programs find each part of the installation. */
export type Diagnosis = Installation & {
  readonly healthy: boolean;
  readonly problems: readonly string[];
  /** The emulator's address; null on AWS. */
  readonly endpoint: string | null;
  /** The file of the authority that signed the endpoint's certificate; null over plain http and on AWS. */
  readonly caBundle: string | null;
  /** The sandbox's web inbox; null outside a sandbox. */
  readonly mailboxUrl: string | null;
  readonly objectLock: ObjectLock;
  /** What a first run on AWS needs beside the installation; empty in a sandbox. */
  readonly readiness: readonly Readiness[];
  /** A stop, a quarantine, a queue or a closed production, in words. None of them makes an installation unhealthy. */
  readonly banners: readonly string[];
  /** What separates its environments from each other, and from other applications. */
  readonly isolation: readonly string[];
  readonly versions: { readonly interlock: string; readonly node: string; readonly plan: string };
};

/** Checks everything that a run needs. */
export async function doctor({ installation, sandbox, typed }: Connection): Promise<Diagnosis> {
  const problems: string[] = [];
  const check = async (subject: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      problems.push(`${subject}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const mailboxUrl = sandbox === null ? null : inboxOf(sandbox);
  let banners: readonly Banner[] = [];
  await check("records", async () => {
    const records = recordsIn({ ...installation, clock: systemClock });
    banners = bannersOf(await situationIn(records), systemClock.nowMs());
  });
  await check("state machine", () =>
    new SFNClient().send(new DescribeStateMachineCommand({ stateMachineArn: installation.stateMachineArn })),
  );
  await check("signing key", () => keyringOf(installation.signingKeyArns)());
  await check("approvals", async () => {
    const { status } = await fetch(pageAddress(installation.approvalsUrl, "/approvals/nobody"));
    if (status !== 404) throw notFound(`an unknown link answers ${status} instead of 404`);
  });
  let objectLock: ObjectLock = { template: null, bucket: null };
  await check("object lock", async () => {
    objectLock = await objectLockOf(installation);
    const problem = problemOf(objectLock);
    if (problem !== null) throw settingMissing(problem);
  });
  const readiness = sandbox === null ? await readinessOf(installation, environmentsOf(installation)) : [];
  problems.push(
    ...readiness
      .filter(({ state }) => state === "not ready")
      .map(({ about, saw, todo }) => `${about}: ${saw}; ${todo}`),
  );
  for (const environment of sandbox === null ? [] : environments)
    await check(`bootstrap of ${environment}`, async () => {
      const problem = await bootstrapProblem(environmentsOf(installation), environment);
      if (problem !== null) throw settingMissing(problem);
    });
  if (mailboxUrl !== null) await check("mailbox", () => fetch(mailboxUrl));
  await check("approvers", async () => {
    const wrong = (await approvers({ installation, sandbox })).flatMap(({ problem }) => problem ?? []);
    if (wrong.length > 0) throw notFound(wrong.join("; "));
  });
  return {
    healthy: problems.length === 0,
    problems,
    endpoint: process.env["AWS_ENDPOINT_URL"] ?? null,
    caBundle: null,
    mailboxUrl,
    ...installation,
    objectLock,
    readiness,
    banners: banners.map(({ text, next }) => `${text}: ${typed(next)}`),
    isolation: isolationOf(installation.accounts),
    versions: versions(installation),
  };
}

const versions = ({ plan }: Installation): Diagnosis["versions"] => ({
  interlock: version(),
  node: process.versions.node,
  plan,
});

const diagnosisText = ({
  healthy,
  problems,
  banners,
  readiness,
  isolation,
  objectLock: { template, bucket },
}: Diagnosis): string =>
  [
    ...banners.map((banner) => visible(`! ${banner}`)),
    ...(healthy ? ["healthy"] : problems),
    ...readiness
      .filter(({ state }) => state !== "not ready")
      .map(({ about, state, saw, todo }) =>
        visible(`${state.padEnd(8)} ${about}: ${saw}${todo === "" ? "" : `; ${todo}`}`),
      ),
    ...isolation.map((line) => `isolation: ${line}`),
    `object lock: the template demands ${lockText(template)}, the bucket has ${lockText(bucket)}`,
  ].join("\n");

/** Adds `interlock doctor`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("doctor"))
    .description("check everything that a run needs")
    .action(async (options: InstallationOptions) => {
      const found = await doctor(await connect(options, whereOf(output, options)));
      printResult(output, options, found, diagnosisText(found));
      output.exitWith(found.healthy ? 0 : 1);
    });
};
