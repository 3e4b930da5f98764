import { receiptRefused } from "../domain/errors.ts";
import type { Dossier } from "../domain/gate/dossier.ts";
import type { GateItem, GateProgress, Invitation } from "../domain/gate/gate-item.ts";
import { invitationDigest } from "../domain/gate/invitation.ts";
import { gateAsLink, type Link } from "../domain/gate/invitation-link.ts";
import type { Head } from "../domain/records/entry.ts";
import type { FactOf } from "../domain/records/facts.ts";
import type { occasions } from "../domain/records/gate-shapes.ts";
import { invitationMail } from "../mails/invitation.ts";
import type { Clock } from "../ports/clock/port.ts";
import type { Ids } from "../ports/ids/port.ts";
import type { LinkMint } from "../ports/link-mint/port.ts";
import type { LinkProof } from "../ports/link-proof/port.ts";
import type { Notices } from "../ports/notices/port.ts";
import type { Records } from "../ports/records/port.ts";
import type { Approver, Settings } from "../ports/settings/port.ts";
import type { Subscriptions } from "../ports/subscriptions/port.ts";

/** Why a mail is sent. */
export type InvitationOccasion = (typeof occasions)[number];

type Ports = {
  readonly records: Records;
  readonly notices: Notices;
  readonly ids: Ids;
  readonly settings: Pick<Settings, "approvers" | "timeZone">;
  readonly clock: Clock;
};
type Sent = FactOf<"send-invitation", "outcome">;
type LinkPorts = Ports & { readonly subscriptions: Subscriptions };

const pausesMs = [500, 2_000];

/** Fresh links to a gate, one per approver. The secrets go into the mails; only their digests are kept. */
export async function mintInvitations(
  { ids, linkMint }: { readonly ids: Ids; readonly linkMint: LinkMint },
  { runId, gate, dossierDigest, expiresAtMs }: Omit<Link, "idDigest" | "approver">,
  approvers: readonly string[],
): Promise<{ readonly secrets: ReadonlyMap<string, string>; readonly invitations: readonly Invitation[] }> {
  const secrets = new Map(approvers.map((approver) => [approver, ids.secret()]));
  const invitations = await Promise.all(
    [...secrets].map(async ([approver, secret]): Promise<Invitation> => {
      const link: Link = {
        idDigest: invitationDigest(secret),
        runId,
        gate,
        approver,
        dossierDigest,
        expiresAtMs,
      };
      return { ...link, state: "open", mac: await linkMint.mint(link) };
    }),
  );
  return { secrets, invitations };
}

/**
 * Confirms that `open-gate` opened this gate about this dossier, before anyone is sent a link to it.
 * @throws ReceiptRefused if somebody else wrote the gate.
 */
export async function confirmMinted(
  { linkProof }: { readonly linkProof: LinkProof },
  item: GateItem,
): Promise<void> {
  if (await linkProof.isMinted(gateAsLink(item), item.mac)) return;
  throw receiptRefused(
    `the gate ${item.gate} of ${item.runId} shows a dossier that open-gate did not compose: no link to it is sent; compare both copies of the records`,
  );
}

/**
 * Sends each link in a mail of its own, and records whether each mail was accepted. A mail that is not accepted is
 * tried again at once, and later by the sweep. A link that would also reach somebody whom the directory does not name is not
 * sent: whoever has it can decide.
 * @returns the gate with everyone who has received a mail; null if it is no longer open.
 */
export async function sendLinks(
  ports: LinkPorts,
  item: GateItem,
  {
    dossier,
    head,
    occasion,
  }: { readonly dossier: Dossier; readonly head: Head; readonly occasion: InvitationOccasion },
  secrets: ReadonlyMap<string, string>,
  alsoDone: GateProgress = {},
): Promise<GateItem | null> {
  const { notices, records, settings } = ports;
  const facts = await Promise.all(
    [...secrets].map(([approver, secret]) => {
      const link = notices.linkTo(secret);
      const person = settings.approvers.find(({ id }) => id === approver);
      const timeZone = person?.timeZone ?? settings.timeZone ?? null;
      return sendOne(
        ports,
        item,
        occasion,
        approver,
        invitationMail(dossier, item, { link, head, occasion, timeZone }),
        () => overhearing(ports, person),
      );
    }),
  );
  return records.progress(item, { ...alsoDone, delivered: deliveredTo(item, facts) }, facts);
}

/** Why a link to a person would reach others as well, in a few words; null if it would not. */
async function overhearing(
  { subscriptions }: LinkPorts,
  person: Approver | undefined,
): Promise<string | null> {
  const ways = person === undefined ? [] : await subscriptions.subscriptionsOf(person);
  const foreign = ways.filter(({ isForeign }) => isForeign).map(({ through }) => through);
  return foreign.length === 0 ? null : `it would also reach others: ${foreign.join(", ")}`;
}

/**
 * Sends one mail, up to three times; never throws.
 * @param whyNot asked before each attempt: why the mail must not be sent; null if it may.
 */
export async function sendOne(
  { notices, clock }: Ports,
  { gate, dossierDigest }: GateItem,
  occasion: InvitationOccasion,
  to: string,
  { subject, text }: { readonly subject: string; readonly text: string },
  whyNot: () => Promise<string | null> = async () => null,
): Promise<Sent> {
  const sent = (accepted: boolean, reason: string): Sent => ({
    action: "send-invitation",
    kind: "outcome",
    subject: gate,
    detail: { gate, dossierDigest, to, occasion, accepted, reason },
  });
  for (let attempt = 0; ; attempt += 1) {
    try {
      const reason = await whyNot();
      if (reason !== null) return sent(false, reason);
      await notices.send(to, subject, text);
      return sent(true, "");
    } catch (error) {
      const pauseMs = pausesMs[attempt];
      // The error's message could quote the mail, and with it the link. Its name is enough.
      if (pauseMs === undefined) return sent(false, error instanceof Error ? error.name : "unknown");
      await clock.pause(pauseMs);
    }
  }
}

const deliveredTo = ({ delivered }: GateItem, facts: readonly Sent[]): readonly string[] => [
  ...new Set([...delivered, ...facts.flatMap(({ detail }) => (detail.accepted ? [detail.to] : []))]),
];
