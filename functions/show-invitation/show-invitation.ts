import { pageOfDecided } from "../../lib/operators/page-of-run.ts";
import type { PageRequest, PageResponse } from "../../lib/pages/exchange.ts";
import { cookieName, linksCookie, linksIn, refused, setCookie } from "../../lib/pages/http.ts";
import { pageOf, pageOfNowhere, visitOf } from "../../lib/shared-use-cases/visit.ts";
import type { PagePorts } from "../../lib/tasks/tasks.ts";

/**
 * Shows an approver what the gate asks. The function can only read, so opening a link decides nothing, however
 * often and even if a mail scanner opens it. Unknown, used and expired links look the same, except that the browser which used one
 * is told what was decided.
 */
export const showInvitation =
  (ports: PagePorts<"show-invitation">) =>
  async ({ method, invitation: secret, cookies }: PageRequest): Promise<PageResponse> => {
    const { ids, settings } = ports;
    if (method !== "GET" && method !== "HEAD") return refused(405);
    // No form counts by an empty cookie, so a browser that has one gets another.
    const known = cookies[cookieName(settings.approvalsUrl)] || undefined;
    const cookie = known ?? ids.secret();
    const opened = linksIn(settings.approvalsUrl, cookies);
    const visit = await visitOf(ports, secret);
    const page =
      "forged" in visit
        ? ((await pageOfDecided(ports, secret, cookies)) ?? pageOfNowhere(visit))
        : await pageOf(ports, visit, cookie);
    const set = [
      // A browser gets its cookie even for an unusable link, so the cookie reveals nothing either.
      ...(known === undefined ? [setCookie(settings.approvalsUrl, cookie)] : []),
      ...("forged" in visit || opened.includes(secret)
        ? []
        : [linksCookie(settings.approvalsUrl, [...opened, secret])]),
    ];
    return set.length === 0 ? page : { ...page, cookies: set };
  };
