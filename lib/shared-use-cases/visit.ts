import { sha256 } from "../domain/canonical.ts";
import { commitPages } from "../domain/change/commit-page.ts";
import { isLate } from "../domain/gate/decided.ts";
import type { GateItem, Invitation } from "../domain/gate/gate-item.ts";
import { invitationDigest, nonceOf } from "../domain/gate/invitation.ts";
import type { Head } from "../domain/records/entry.ts";
import type { Lease } from "../domain/run/lease.ts";
import { approvalPage, type FormErrors, type PageState } from "../pages/approval-page.ts";
import type { PageResponse } from "../pages/exchange.ts";
import { placedIn, unusable } from "../pages/http.ts";
import type { Browsers } from "../ports/browsers/port.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Clock } from "../ports/clock/port.ts";
import type { LinkProof } from "../ports/link-proof/port.ts";
import type { Records } from "../ports/records/port.ts";
import type { Approver, Settings } from "../ports/settings/port.ts";
import { readDossier } from "./read-dossier.ts";
import { usualTimes } from "./usual-times.ts";

type Ports = {
  readonly records: Records;
  readonly changes: Changes;
  readonly linkProof: LinkProof;
  readonly browsers: Browsers;
  readonly settings: Settings;
  readonly clock: Clock;
};

/** An open link, the open gate that it leads to, and the approver it was sent to. */
export type Visit = {
  readonly secret: string;
  readonly invitation: Invitation;
  readonly gate: GateItem;
  /** Where the run's chain ended, and who had the lease, when the link was followed. */
  readonly head: Head;
  readonly lease: Lease;
  readonly approver: Approver | null;
};

/** The name under which data about a browser is kept. The cookie itself is never kept. */
export const browserOf = (cookie: string): string => sha256(`browser ${cookie}`);

/** Among how many past runs those are looked for that tell how long this one may take. */
const mostPast = 20;

/** Longer than the reads below take, so that the time of the answer does not reveal how long they took. */
const unusableAfterMs = 50;

/** A link that leads nowhere. If it is forged, somebody wrote a row for it that neither `open-gate` nor `sweep` made. */
export type Nowhere = { readonly forged: Invitation | null };

/**
 * What a link leads to: nowhere if it is unknown, used, expired, about an outdated dossier, or forged. Each of these is answered
 * after the same time, so that no one can tell them apart.
 */
export async function visitOf(
  { records, linkProof, settings, clock }: Pick<Ports, "records" | "linkProof" | "settings" | "clock">,
  secret: string,
): Promise<Visit | Nowhere> {
  const beganAtMs = clock.nowMs();
  const { invitation, lease } = await records.invitationWithLease(invitationDigest(secret));
  const [{ gate, head }, isMinted] = await Promise.all([
    records.gateWithHead(invitation?.runId ?? "nobody", invitation?.gate ?? "plan-approval"),
    invitation !== null && linkProof.isMinted(invitation, invitation.mac),
  ]);
  if (invitation === null || gate === null || !isMinted || isLate(gate, invitation, lease, clock.nowMs())) {
    await clock.pause(Math.max(0, beganAtMs + unusableAfterMs - clock.nowMs()));
    return { forged: isMinted ? null : invitation };
  }
  return {
    secret,
    invitation,
    gate,
    head,
    lease,
    approver: settings.approvers.find(({ id }) => id === invitation.approver) ?? null,
  };
}

/** The page of a link, with what was wrong with the form if one was sent. */
export async function pageOf(
  ports: Ports,
  visit: Visit,
  cookie: string,
  {
    status = 200,
    errors = {},
    typed = { challenge: "", reason: "" },
  }: { status?: number; errors?: FormErrors; typed?: PageState["typed"] } = {},
): Promise<PageResponse> {
  const { records, settings, clock } = ports;
  const { secret, invitation, gate, head, approver } = visit;
  const [dossier, newest] = await Promise.all([
    readDossier(ports, gate.dossierDigest),
    records.newestRuns(mostPast),
  ]);
  const pages = commitPages(dossier.repository, dossier.commit.sha);
  return {
    status,
    html: approvalPage(dossier, {
      digest: gate.dossierDigest,
      nonce: nonceOf(cookie, secret),
      approver: approver?.name ?? invitation.approver,
      nowMs: clock.nowMs(),
      head,
      approvedBy: gate.approvedBy,
      timeZone: approver?.timeZone ?? settings.timeZone ?? null,
      usual: usualTimes(newest),
      links: {
        ...pages,
        staging: settings.stagingUrl ?? null,
        run: placedIn(settings.approvalsUrl)(`/runs/${gate.runId}`),
      },
      errors,
      typed,
    }),
  };
}

/** The one page that all unusable links get. A forged one is counted, for an alarm. */
export const pageOfNowhere = ({ forged }: Nowhere): PageResponse =>
  forged === null ? unusable() : { ...unusable(), counts: { forgedLinks: 1 } };
