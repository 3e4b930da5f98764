import type { IdentityTier } from "../../lib/domain/environment.ts";
import { decisionPayload, reasonDigest } from "../../lib/domain/gate/decision-statement.ts";
import type { SignedIn } from "../../lib/ports/identity-provider/port.ts";
import type { Decision } from "../../lib/ports/records/port.ts";
import type { Visit } from "../../lib/shared-use-cases/visit.ts";
import type { PagePorts } from "../../lib/tasks/tasks.ts";
import type { ApprovalForm } from "./form.ts";

/** A decision that nobody has signed yet, and the bytes of its statement. */
export type Stated = { readonly payload: Buffer; readonly said: Omit<Decision, "envelope" | "signIn"> };

/**
 * The statement of what the form decides.
 * @returns null if the gate requires a sign-in and the directory does not say how the approver signs in.
 */
export function stated(
  { identityProvider, ids, clock }: PagePorts<"decide">,
  { invitation, approver }: Visit,
  form: ApprovalForm,
  tier: IdentityTier,
): Stated | null {
  const atMs = clock.nowMs();
  const reason = form.reason.trim();
  const decision = form.decision === "approve" ? "approve" : "reject";
  const known = approver?.oidc;
  const identity: SignedIn | null =
    tier === "oidc" && known !== undefined
      ? { issuer: known.issuer, subject: known.subject, audience: identityProvider.audience() }
      : null;
  if (tier === "oidc" && identity === null) return null;
  const basis = basisOf(approver?.address ?? "", identity);
  const { runId, gate, dossierDigest, idDigest } = invitation;
  const payload = decisionPayload({
    runId,
    gate,
    dossierDigest,
    approver: invitation.approver,
    decision,
    reasonDigest: reasonDigest(reason),
    linkDigest: idDigest,
    identity: { basis, signIn: identity },
    salt: ids.salt(),
    at: new Date(atMs).toISOString(),
  });
  return { payload, said: { invitation, decision, reason, basis, identity, atMs } };
}

/** What a decision rests on, in words. Possession of a mailbox is called that, and no more. */
function basisOf(address: string, identity: SignedIn | null): string {
  const mailbox = `possession of the mailbox ${address}`;
  return identity === null
    ? mailbox
    : `signed in as ${identity.subject} at ${identity.issuer}, and ${mailbox}`;
}
