import { sha256 } from "../../lib/domain/canonical.ts";
import { pageAddress } from "../../lib/settings/page-address.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

const linkMs = 10 * 60_000;
const lookMs = 8 * 3_600_000;

/**
 * Makes a link to the operators' page: it opens the page for ten minutes, and a browser that came by it may look for eight hours.
 * IAM decides who may invoke this function. Only the digest of the link's secret is kept.
 */
export const admitOperator =
  ({ browsers, ids, settings, clock }: TaskPorts<"admit-operator">) =>
  async (_input: TaskInput<"admit-operator">): Promise<TaskAnswer<"admit-operator">> => {
    const secret = ids.secret();
    const nowMs = clock.nowMs();
    await browsers.admit(sha256(secret), { linkUntilMs: nowMs + linkMs, lookUntilMs: nowMs + lookMs });
    return { url: pageAddress(settings.approvalsUrl, `/runs?entry=${encodeURIComponent(secret)}`) };
  };
