import { approvalPage } from "../../lib/approval-page/approval-page.ts";
import { cookieName, unusable } from "../../lib/approval-page/http.ts";
import { invitationDigest, nonceOf } from "../../lib/domain/gate/invitation.ts";
import { readDossier } from "../../lib/protocols/read-dossier.ts";
import type { PagePorts, PageRequest, PageResponse } from "../../lib/tasks.ts";

/**
 * Shows what an approver is asked. It can read and nothing else, so looking decides nothing, however often and by
 * whatever scanner a link is opened. Unknown, used and expired links look alike.
 */
export const showInvitation =
  (ports: PagePorts<"show-invitation">) =>
  async ({ invitation: secret, headers, cookies }: PageRequest): Promise<PageResponse> => {
    const { records, clock, ids, settings } = ports;
    const invitation = await records.invitation(invitationDigest(secret));
    const gate = invitation === null ? null : await records.gate(invitation.runId, invitation.gate);
    const nowMs = clock.nowMs();
    if (invitation?.state !== "open" || gate?.state !== "open" || invitation.expiresAtMs <= nowMs)
      return unusable();
    const dossier = await readDossier(ports, invitation.dossierDigest);
    const name = cookieName(headers);
    const known = cookies[name];
    const cookie = known ?? ids.secret();
    const approver =
      settings.approvers.find(({ id }) => id === invitation.approver)?.name ?? invitation.approver;
    const html = approvalPage(dossier, {
      digest: invitation.dossierDigest,
      nonce: nonceOf(cookie, secret),
      approver,
      error: null,
      reason: "",
    });
    const secure = name.startsWith("__Host-") ? "; Secure" : "";
    const setCookie = `${name}=${cookie}; Path=/; HttpOnly; SameSite=Strict${secure}`;
    return { status: 200, html, ...(known === undefined ? { cookies: [setCookie] } : {}) };
  };
