import { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
import type { GateItem, Invitation } from "../../../lib/domain/gate/gate-item.ts";
import { invitationDigest } from "../../../lib/domain/gate/invitation.ts";
import { gateAsLink } from "../../../lib/domain/gate/invitation-link.ts";
import { type Gate, gates } from "../../../lib/domain/gates.ts";
import { emptyHead } from "../../../lib/domain/records/entry.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { systemClock } from "../../../lib/ports/clock/system.ts";
import { randomIds } from "../../../lib/ports/ids/random.ts";
import type { LinkMint } from "../../../lib/ports/link-mint/port.ts";
import { recordsIn } from "../../../lib/ports/records/aws.ts";
import type { Records } from "../../../lib/ports/records/port.ts";
import { boundTo } from "../../../lib/ports/shared/sealed-token.ts";
import { tokenSealUnder } from "../../../lib/ports/token-seal/aws.ts";
import type { TokenSeal } from "../../../lib/ports/token-seal/port.ts";
import { linkMintOf } from "../../stories/link-mint.ts";
import type { Story } from "../../stories/waiting-run.ts";
import { moreApplications } from "./more-applications.ts";
import { type WaitingExecutions, waitingExecutions } from "./waiting-executions.ts";

/** One link to an open gate at which an execution waits. */
export type OpenGate = {
  readonly runId: string;
  readonly gate: Gate;
  readonly link: string;
  readonly executionArn: string;
};

/** Makes runs of applications of their own that wait at their gates. */
export type WaitingRuns = {
  readonly records: Records;
  /**
   * A run with all its gates open, each with so many links. An execution waits at each gate, and decisions about the run
   * are conditional on its own application's lease.
   */
  begin(application: string, linksEach?: number): Promise<readonly OpenGate[]>;
  readonly executions: WaitingExecutions;
};

/** Runs like the story's own, which waits at its first gate: same change, same dossier, same people. */
export async function waitingRuns(story: Story): Promise<WaitingRuns> {
  const { installation, records, runId } = story;
  await story.mailAbout("plan-approval");
  const [claim, item, { entries }, { executionArn }] = await Promise.all([
    records.claimOf(runId),
    records.gate(runId, "plan-approval"),
    records.read(runId),
    records.lease(),
  ]);
  const opening = entries.find(({ action }) => action === "open-run");
  if (claim === null || item === null || opening === undefined || executionArn === null)
    throw new Error(`${runId} waits at no gate`);
  const applications = await moreApplications(installation);
  const executions = await waitingExecutions(applications.decidingRoleArn);
  const making = {
    item,
    linkMint: await linkMintOf(installation),
    tokenSeal: await sealOf(item),
    executions,
  };
  let attempt = claim.attempt;
  return {
    records,
    executions,
    async begin(application, linksEach = 1) {
      attempt += 1;
      const base = await applications.install(application);
      const its = recordsIn({ ...installation, application, clock: systemClock });
      const mine = runId.replace(/\d+$/, String(attempt));
      await its.claim({ ...claim, runId: mine, attempt, claimedAtMs: systemClock.nowMs() }, executionArn);
      const { epoch } = await its.lease();
      const work = { runId: mine, epoch, actor: "open-run" };
      const { action, kind, subject, detail } = opening;
      const fact = { action, kind, subject, detail: { ...detail, attempt, epoch } } as Fact;
      let run = await its.append({ runId: mine, entries: [], head: emptyHead }, work, [fact]);
      const opened: OpenGate[] = [];
      for (const gate of gates) {
        const made = await openOne({ ...making, runId: mine, epoch, gate, linksEach });
        run = await its.openGate(run, { ...work, actor: "open-gate" }, made.item, made.invitations);
        for (const secret of made.secrets)
          opened.push({
            runId: mine,
            gate,
            executionArn: made.executionArn,
            link: `${base}/approvals/${secret}`,
          });
      }
      return opened;
    },
  };
}

/** A gate whose token waits, and its links, both minted as `open-gate` mints them. */
async function openOne({
  item: like,
  linkMint,
  tokenSeal,
  executions,
  runId,
  epoch,
  gate,
  linksEach,
}: {
  readonly item: GateItem;
  readonly linkMint: LinkMint;
  readonly tokenSeal: TokenSeal;
  readonly executions: WaitingExecutions;
  readonly runId: string;
  readonly epoch: number;
  readonly gate: Gate;
  readonly linksEach: number;
}) {
  const { dossierDigest, expiresAtMs } = like;
  const about = { runId, gate, dossierDigest, expiresAtMs };
  const { arn: executionArn, token } = await executions.begin(`${runId}-${gate}`);
  const item: GateItem = {
    ...like,
    ...about,
    epoch,
    sealedToken: await tokenSeal.seal(token, about),
    mac: await linkMint.mint(gateAsLink(about)),
  };
  const secrets = Array.from({ length: linksEach }, () => randomIds.secret());
  const invitations: Invitation[] = [];
  for (const secret of secrets) {
    const made = { idDigest: invitationDigest(secret), ...about, approver: item.approvers[0] ?? "" };
    invitations.push({ ...made, state: "open", mac: await linkMint.mint(made) });
  }
  return { item, secrets, invitations, executionArn };
}

/** Seals tokens under the key of a gate's own token. */
async function sealOf({ sealedToken, ...about }: GateItem): Promise<TokenSeal> {
  const { KeyId = "" } = await new KMSClient().send(
    new DecryptCommand({
      CiphertextBlob: Buffer.from(sealedToken, "base64"),
      EncryptionContext: boundTo(about),
    }),
  );
  return tokenSealUnder({ keyArn: KeyId });
}
