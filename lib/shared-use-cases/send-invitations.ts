import type { Dossier } from "../domain/gate/dossier.ts";
import { invitationDigest } from "../domain/gate/invitation.ts";
import type { Head } from "../domain/records/entry.ts";
import type { FactOf, occasions } from "../domain/records/facts.ts";
import { invitationMail } from "../mails/invitation.ts";
import type { Clock } from "../ports/clock/port.ts";
import type { Ids } from "../ports/ids/port.ts";
import type { Notices } from "../ports/notices/port.ts";
import type { GateItem, GateProgress, Invitation, Records } from "../ports/records/port.ts";

/** Why a mail is sent. */
export type Occasion = (typeof occasions)[number];

type Ports = {
  readonly records: Records;
  readonly notices: Notices;
  readonly ids: Ids;
  readonly clock: Clock;
};
type Sent = FactOf<"send-invitation", "outcome">;

const pausesMs = [500, 2_000];

/** Fresh links to a gate, one per approver. The secrets go into the mails; only their digests are kept. */
export function mintInvitations(
  { ids }: { readonly ids: Ids },
  { runId, gate, dossierDigest, expiresAtMs }: GateItem,
  approvers: readonly string[],
): { readonly secrets: ReadonlyMap<string, string>; readonly invitations: readonly Invitation[] } {
  const secrets = new Map(approvers.map((approver) => [approver, ids.secret()]));
  const invitations = [...secrets].map(
    ([approver, secret]): Invitation => ({
      idDigest: invitationDigest(secret),
      runId,
      gate,
      approver,
      dossierDigest,
      state: "open",
      expiresAtMs,
    }),
  );
  return { secrets, invitations };
}

/**
 * Sends each link in a mail of its own, and records whether each mail was accepted. A mail that is not accepted is
 * tried again at once, and later by the sweep.
 * @returns the gate with everyone who has received a mail; null if it is no longer open.
 */
export async function sendLinks(
  ports: Ports,
  item: GateItem,
  {
    dossier,
    head,
    occasion,
  }: { readonly dossier: Dossier; readonly head: Head; readonly occasion: Occasion },
  secrets: ReadonlyMap<string, string>,
  alsoDone: GateProgress = {},
): Promise<GateItem | null> {
  const { notices, records } = ports;
  const facts = await Promise.all(
    [...secrets].map(([approver, secret]) => {
      const link = notices.linkTo(secret);
      return sendOne(
        ports,
        item,
        occasion,
        approver,
        invitationMail(dossier, item, { link, head, occasion }),
      );
    }),
  );
  return records.progress(item, { ...alsoDone, delivered: deliveredTo(item, facts) }, facts);
}

/** Sends one mail, up to three times; never throws. */
export async function sendOne(
  { notices, clock }: Ports,
  { gate, dossierDigest }: GateItem,
  occasion: Occasion,
  to: string,
  { subject, text }: { readonly subject: string; readonly text: string },
): Promise<Sent> {
  const sent = (accepted: boolean, reason: string): Sent => ({
    action: "send-invitation",
    kind: "outcome",
    subject: gate,
    detail: { gate, dossierDigest, to, occasion, accepted, reason },
  });
  for (let attempt = 0; ; attempt += 1) {
    try {
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
