import type { Invitation } from "../domain/gate/gate-item.ts";
import { invitationDigest } from "../domain/gate/invitation.ts";
import { isFact } from "../domain/records/facts.ts";
import type { Lease } from "../domain/run/lease.ts";
import type { PageResponse } from "../pages/exchange.ts";
import { linksIn, placedIn, refreshAfter } from "../pages/http.ts";
import { localMoment } from "../pages/words.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Clock } from "../ports/clock/port.ts";
import type { LinkProof } from "../ports/link-proof/port.ts";
import type { Records } from "../ports/records/port.ts";
import type { Settings } from "../ports/settings/port.ts";
import { typedFor } from "../settings/typed.ts";
import { readRun } from "../shared-use-cases/run-view.ts";
import { bannersOf, situationIn } from "../shared-use-cases/situation.ts";
import { type Lead, runPage } from "./run-page.ts";

type Ports = {
  readonly records: Records;
  readonly changes: Pick<Changes, "change">;
  readonly settings: Settings;
  readonly clock: Clock;
};
type WithProof = Ports & { readonly linkProof: LinkProof };

/** For how long after its gate has expired a browser with a link may look at the run. */
const lookMs = 24 * 3_600_000;

/**
 * The page of a run; while the run is at work, the browser asks again for it. An operator also sees the commands to type.
 * @throws NotFound if there is no such run; DigestMismatch if its records were altered.
 */
export async function pageOfRun(
  ports: Ports,
  runId: string,
  {
    lead = null,
    isOperator = false,
    withBanners = true,
    lease,
  }: {
    readonly lead?: Lead | null;
    readonly isOperator?: boolean;
    /** Whether the page tells what holds up the installation, which takes three more reads. @default true */
    readonly withBanners?: boolean;
    /** The lease as the caller has just read it; without it, it is read. */
    readonly lease?: Lease;
  } = {},
): Promise<PageResponse> {
  const { records, settings, clock } = ports;
  const read = await readRun(ports, runId, lease);
  const { view } = read;
  const nowMs = clock.nowMs();
  const banners = withBanners ? bannersOf(await situationIn(records, { runId, ...read }), nowMs) : [];
  const placed = placedIn(settings.approvalsUrl);
  const html = runPage({
    application: settings.application,
    banners,
    typed: isOperator ? typedFor(settings) : null,
    placed,
    lead,
    view,
    nowMs,
  });
  return { status: 200, html, headers: refreshAfter(view.verdict === "RUNNING", placed(`/runs/${runId}`)) };
}

/** A link that this browser opened and that is wanted; null if it has none, or if its time is over. */
export async function linkHere(
  { records, settings, linkProof, clock }: Pick<WithProof, "records" | "settings" | "linkProof" | "clock">,
  cookies: Readonly<Record<string, string>>,
  isWanted: (invitation: Invitation) => boolean,
): Promise<Invitation | null> {
  for (const secret of linksIn(settings.approvalsUrl, cookies)) {
    const invitation = await records.invitation(invitationDigest(secret));
    if (
      invitation !== null &&
      isWanted(invitation) &&
      invitation.expiresAtMs + lookMs > clock.nowMs() &&
      (await linkProof.isMinted(invitation, invitation.mac))
    )
      return invitation;
  }
  return null;
}

/**
 * The run's page, led by what was decided through this link, for a browser that opened it; null if nothing was. Nothing is looked up
 * for other browsers.
 */
export async function pageOfDecided(
  ports: WithProof,
  secret: string,
  cookies: Readonly<Record<string, string>>,
): Promise<PageResponse | null> {
  if (!linksIn(ports.settings.approvalsUrl, cookies).includes(secret)) return null;
  const idDigest = invitationDigest(secret);
  const invitation = await linkHere(ports, cookies, (one) => one.idDigest === idDigest);
  if (invitation?.state !== "used") return null;
  const { runId, gate, approver } = invitation;
  const { entries } = await ports.records.read(runId);
  const said = entries
    .filter(isFact("decide-gate", "decision"))
    .findLast(({ detail }) => detail.gate === gate && detail.approver === approver);
  if (said === undefined) return null;
  const { decision, reason } = said.detail;
  const title = decision === "approve" ? "You approved" : "You rejected";
  const text = `Your ${decision === "approve" ? "approval" : "rejection"} of ${gate} was recorded on ${localMoment(Date.parse(said.at))}${reason === "" ? ", without a reason" : `: “${reason}”`}. A link decides once.`;
  return pageOfRun(ports, runId, { lead: { title, text } });
}
