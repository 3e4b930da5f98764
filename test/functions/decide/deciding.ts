import { challengeOf } from "../../../lib/domain/gate/challenge.ts";
import type { Dossier } from "../../../lib/domain/gate/dossier.ts";
import type { GateItem } from "../../../lib/domain/gate/gate-item.ts";
import { nonceOf } from "../../../lib/domain/gate/invitation.ts";
import type { PageRequest } from "../../../lib/pages/exchange.ts";
import type { Ports } from "../../../lib/ports/ports.ts";
import type { Approver } from "../../../lib/ports/settings/port.ts";
import { answersIn, openedGate } from "../../simulator/opened-gate.ts";
import { OpenedRun, type Wanted } from "../../simulator/opened-run.ts";

/** The gate that is decided. */
export const gate = "change-record";
/** The cookie of the browser that was shown the page. */
export const cookie = "the browser's cookie";
export const dora = { name: "Dora", address: "dora@example.com" };
/** How the change manager signs in. */
export const person = { issuer: "https://id.example", subject: "cm-4711" };
export const manager: Approver = {
  id: "change-manager",
  name: "C",
  address: "c@example.com",
  identities: ["c@example.com"],
  oidc: person,
};

/** A gate that one of two approvers may pass, the link of one of them, and a browser that was shown its page. */
export async function deciding(
  asked: Partial<Dossier> = {},
  { item = {}, settings = {}, ...wanted }: Wanted & { readonly item?: Partial<GateItem> } = {},
) {
  const run = await OpenedRun.begin({
    ...wanted,
    settings: { approvalsUrl: "https://approvals.example.com", ...settings },
  });
  const { installation, records, runId } = run;
  const opened = await openedGate(
    run,
    { gate, approvers: ["change-manager", "release-manager"], quorum: 1, people: [dora], ...asked },
    item,
  );
  const answers = answersIn(installation);
  const secret = opened.linkOf("change-manager");
  const form = {
    nonce: nonceOf(cookie, secret),
    digest: opened.item.dossierDigest,
    challenge: challengeOf("production", opened.item.dossierDigest),
    reason: "because",
    decision: "approve",
  };
  const send = (
    fields: Readonly<Record<string, unknown>> = {},
    request: Partial<PageRequest> = {},
    other: Partial<Ports> = {},
  ) =>
    installation.show(
      "decide",
      {
        method: "POST",
        invitation: secret,
        query: {},
        headers: { "sec-fetch-site": "same-origin" },
        cookies: { "__Host-interlock": cookie },
        form: { ...form, ...fields },
        ...request,
      },
      other,
    );
  const decided = () => run.recorded("decide-gate", "decision");
  const kept = () => records.gate(runId, gate);
  const browsers = installation.port("browsers");
  const invitation = opened.invitationOf("change-manager");
  return { ...opened, invitation, installation, runId, answers, browsers, send, decided, kept };
}

/** What the page says is wrong. */
export const alertOf = (html: string): string | undefined =>
  html.match(/role="alert">([^<]*)</)?.[1]?.replaceAll("&#39;", "'");
