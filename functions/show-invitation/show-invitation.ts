import type { PageRequest, PageResponse } from "../../lib/pages/exchange.ts";
import { cookieName, refused, setCookie } from "../../lib/pages/http.ts";
import { pageOrUnusable, visitOf } from "../../lib/shared-use-cases/visit.ts";
import type { PagePorts } from "../../lib/tasks.ts";

/**
 * Shows what an approver is asked. It can read and nothing else, so looking decides nothing, however often and by
 * whatever scanner a link is opened. Unknown, used and expired links look alike.
 */
export const showInvitation =
  (ports: PagePorts<"show-invitation">) =>
  async ({ method, invitation: secret, cookies }: PageRequest): Promise<PageResponse> => {
    const { ids, settings } = ports;
    if (method !== "GET" && method !== "HEAD") return refused(405);
    const known = cookies[cookieName(settings.approvalsUrl)];
    const cookie = known ?? ids.secret();
    const page = await pageOrUnusable(ports, await visitOf(ports, secret), cookie);
    // A browser gets its cookie also with a link that cannot be used: even that tells nothing.
    return known === undefined ? { ...page, cookies: [setCookie(settings.approvalsUrl, cookie)] } : page;
  };
