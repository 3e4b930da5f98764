import { canonicalJson } from "../../lib/domain/canonical.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import type { Dossier } from "../../lib/domain/gate/dossier.ts";
import type { GateItem, Invitation } from "../../lib/domain/gate/gate-item.ts";
import { gateAsLink } from "../../lib/domain/gate/invitation-link.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { mintInvitations } from "../../lib/shared-use-cases/send-invitations.ts";
import { sampleDossier } from "../fixtures/sample-dossier.ts";
import type { Installation } from "./installation.ts";
import type { OpenedRun } from "./opened-run.ts";
import { requestsFor, requestsTo } from "./requests.ts";

const hourMs = 3_600_000;

/** A gate that people were asked at. */
export type OpenedGate = {
  readonly dossier: Dossier;
  readonly item: GateItem;
  /** The task token that waits at the gate. */
  readonly taskToken: string;
  /** The secret of an approver's link. */
  readonly linkOf: (approver: string) => string;
  readonly invitationOf: (approver: string) => Invitation;
};

/** A task token of an execution that waits for an answer. */
export function waitingToken({ states }: Pick<Installation, "states">): string {
  const token = states.tokens.issue();
  void states.tokens.answerTo(token);
  return token;
}

/** The task tokens that are answered from now on, in order. */
export function answersIn({ account }: Pick<Installation, "account">): () => readonly string[] {
  const requests = requestsTo(account, requestsFor("states", "SendTaskSuccess"));
  return () => requests.map(({ input }) => (input as { readonly taskToken: string }).taskToken);
}

/**
 * Opens a gate over a sample dossier, and gives each approver a link of their own.
 * @param more what the dossier says otherwise.
 * @param edit what the gate says otherwise.
 */
export async function openedGate(
  run: OpenedRun,
  more: Partial<Dossier> & { readonly gate: Gate },
  edit: Partial<GateItem> = {},
): Promise<OpenedGate> {
  const { installation, records, runId, epoch, planDigest, changeDigest } = run;
  const nowMs = installation.time.nowMs();
  const dossier = sampleDossier({
    runId,
    planDigest,
    changeDigest,
    expiresAtMs: nowMs + 72 * hourMs,
    ...more,
  });
  const { gate, approvers, quorum, expiresAtMs } = dossier;
  const taskToken = waitingToken(installation);
  const item: GateItem = {
    runId,
    gate,
    state: "open",
    epoch,
    sealedToken: await installation.port("tokenSeal").seal(taskToken, { runId, gate }),
    dossierDigest: run.keep(canonicalJson(dossier)),
    approvers,
    quorum,
    approvedBy: [],
    openedAtMs: nowMs,
    expiresAtMs,
    remindAtMs: nowMs + 36 * hourMs,
    escalation: null,
    delivered: approvers,
    reminded: false,
    escalated: false,
    answered: false,
    mac: "",
    ...edit,
  };
  const linkMint = installation.port("linkMint");
  const minted: GateItem = { ...item, mac: await linkMint.mint(gateAsLink(item)) };
  const minting = { ids: installation.port("ids"), linkMint };
  const { secrets, invitations } = await mintInvitations(minting, minted, approvers);
  await records.openGate(await run.written(), { ...run.work, actor: "open-gate" }, minted, invitations);
  return {
    dossier,
    item: minted,
    taskToken,
    linkOf: (approver) => secrets.get(approver) ?? "",
    invitationOf: (approver) => {
      const found = invitations.find((one) => one.approver === approver);
      if (found === undefined) throw new Error(`${approver} has no invitation`);
      return found;
    },
  };
}

/** The stacks of an environment exist as the change wants them. */
export function existAsWanted(run: OpenedRun, environment: Environment): void {
  for (const step of run.change.environments[environment]) run.exists(step);
}
