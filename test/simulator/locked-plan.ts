import type { Digest } from "../../lib/domain/canonical.ts";
import { envelopeOf, keyFingerprint, receiptPayload, signedBytes } from "../../lib/domain/records/dsse.ts";
import { planDigest as digestOfPlan, type Plan } from "../../lib/plan/schema.ts";
import { keys } from "../../lib/ports/shared/records-table.ts";
import { receipt, someDigest } from "../fixtures/sample-facts.ts";
import type { Installation } from "./installation.ts";
import { append, put } from "./table.ts";

const earlier = "shop-earlier-1";

/** The Platform Owner approved this plan in an earlier run, whose receipt says so. */
export function lockedEarlier(
  installation: Pick<Installation, "dynamodb" | "s3" | "time" | "kms">,
  { documentId, planDigest }: { readonly documentId: string; readonly planDigest: Digest },
  by: readonly string[] = ["platform-owner"],
): void {
  const { kms } = installation;
  const bytes = receiptPayload({
    statement: "gate-passed",
    about: "plan-approval",
    runId: earlier,
    planDigest,
    changeDigest: someDigest,
    count: 1,
    head: someDigest,
    detail: { by },
  });
  const envelope = envelopeOf(bytes, kms.sign(signedBytes(bytes)), keyFingerprint(kms.publicKeyPem));
  append(installation, earlier, [receipt("plan-approval", { statement: "gate-passed", envelope })]);
  for (const key of [keys.lock(documentId), keys.lockOf(documentId, planDigest)])
    put(installation, key, { plan: planDigest, runId: earlier });
}

/** What locks a plan. */
export const lockOf = (plan: Plan): { readonly documentId: string; readonly planDigest: Digest } => ({
  documentId: plan.documentId,
  planDigest: digestOfPlan(plan),
});
