import { sha256 } from "../domain/canonical.ts";
import { isLate } from "../domain/gate/decided.ts";
import { invitationDigest, nonceOf } from "../domain/gate/invitation.ts";
import { approvalPage } from "../pages/approval-page.ts";
import type { PageResponse } from "../pages/exchange.ts";
import { unusable } from "../pages/http.ts";
import type { Browsers } from "../ports/browsers/port.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Clock } from "../ports/clock/port.ts";
import type { SignedIn } from "../ports/identity-provider/port.ts";
import type { GateItem, Invitation, Records } from "../ports/records/port.ts";
import type { Approver, Settings } from "../ports/settings/port.ts";
import { readDossier } from "./read-dossier.ts";

type Ports = {
  readonly records: Records;
  readonly changes: Changes;
  readonly browsers: Browsers;
  readonly settings: Settings;
  readonly clock: Clock;
};

/** An open link with the open gate that it leads to, and whom it was sent to. */
export type Visit = {
  readonly secret: string;
  readonly invitation: Invitation;
  readonly gate: GateItem;
  readonly approver: Approver | null;
};

/** The name under which something is kept of a browser: never its cookie itself. */
export const browserOf = (cookie: string): string => sha256(`browser ${cookie}`);

/** Longer than the reads below take, so that how long they took is not told by when the answer comes. */
const unusableAfterMs = 50;

/**
 * What a link leads to; null if it is unknown, used, expired, or about a dossier that is true no more. Each of these
 * takes the same two reads and is told at the same moment, so that none can be told from another by its time.
 */
export async function visitOf(
  { records, settings, clock }: Pick<Ports, "records" | "settings" | "clock">,
  secret: string,
): Promise<Visit | null> {
  const beganAtMs = clock.nowMs();
  const invitation = await records.invitation(invitationDigest(secret));
  const [gate, lease] = await Promise.all([
    records.gate(invitation?.runId ?? "nobody", invitation?.gate ?? "plan-approval"),
    records.lease(),
  ]);
  if (invitation === null || gate === null || isLate(gate, invitation, lease, clock.nowMs())) {
    await clock.pause(Math.max(0, beganAtMs + unusableAfterMs - clock.nowMs()));
    return null;
  }
  return {
    secret,
    invitation,
    gate,
    approver: settings.approvers.find(({ id }) => id === invitation.approver) ?? null,
  };
}

/** Who signed in for this link in this browser, as the directory names the approver; null if nobody did. */
export async function signedIn(
  { browsers, clock }: Ports,
  { invitation, approver }: Visit,
  cookie: string,
): Promise<SignedIn | null> {
  const found = await browsers.signIn(browserOf(cookie));
  if (found === null || found.invitation !== invitation.idDigest || found.expiresAtMs <= clock.nowMs())
    return null;
  const { issuer, subject } = found;
  return approver?.oidc?.issuer === issuer && approver.oidc.subject === subject ? { issuer, subject } : null;
}

/** The page of a link, with what was wrong with a form that was sent if one was. */
export async function pageOf(
  ports: Ports,
  visit: Visit,
  cookie: string,
  {
    status = 200,
    error = null,
    reason = "",
  }: { status?: number; error?: string | null; reason?: string } = {},
): Promise<PageResponse> {
  const { records, clock } = ports;
  const { secret, invitation, gate, approver } = visit;
  const [dossier, head, person] = await Promise.all([
    readDossier(ports, gate.dossierDigest),
    records.head(gate.runId),
    gate.identity === "oidc" ? signedIn(ports, visit, cookie) : null,
  ]);
  return {
    status,
    html: approvalPage(dossier, {
      digest: gate.dossierDigest,
      nonce: nonceOf(cookie, secret),
      approver: approver?.name ?? invitation.approver,
      nowMs: clock.nowMs(),
      head,
      approvedBy: gate.approvedBy,
      // Relative to the link itself: approvals/<secret>/sign-in.
      signIn: gate.identity === "oidc" && person === null ? `${secret}/sign-in` : null,
      error,
      reason,
    }),
  };
}

/** The page of a link, or the one page that all unusable links have. */
export const pageOrUnusable = async (
  ports: Ports,
  visit: Visit | null,
  cookie: string,
): Promise<PageResponse> => (visit === null ? unusable() : pageOf(ports, visit, cookie));
