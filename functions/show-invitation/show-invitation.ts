import type { PageRequest, PageResponse } from "../../lib/pages/exchange.ts";
import { cookieName, refused, setCookie } from "../../lib/pages/http.ts";
import { pageOf, pageOfNowhere, visitOf } from "../../lib/shared-use-cases/visit.ts";
import type { PagePorts } from "../../lib/tasks.ts";

/**
 * Shows an approver what the gate asks. The function can only read, so opening a link decides nothing, however
 * often and even if a mail scanner opens it. Unknown, used and expired links look the same.
 */
export const showInvitation =
  (ports: PagePorts<"show-invitation">) =>
  async ({ method, invitation: secret, cookies }: PageRequest): Promise<PageResponse> => {
    const { ids, settings } = ports;
    if (method !== "GET" && method !== "HEAD") return refused(405);
    const known = cookies[cookieName(settings.approvalsUrl)];
    const cookie = known ?? ids.secret();
    const visit = await visitOf(ports, secret);
    const page = "forged" in visit ? pageOfNowhere(visit) : await pageOf(ports, visit, cookie);
    // A browser gets its cookie even for an unusable link, so the cookie reveals nothing either.
    return known === undefined ? { ...page, cookies: [setCookie(settings.approvalsUrl, cookie)] } : page;
  };
