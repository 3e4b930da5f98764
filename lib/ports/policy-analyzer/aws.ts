import { sha256 } from "../../domain/canonical.ts";
import type { PolicyOpinion } from "../../domain/check/policy-opinion.ts";
import { isInterlockError } from "../../domain/errors.ts";
import type { Clock } from "../clock/port.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { PolicyAnalyzer } from "./port.ts";

const longestReason = 300;
const lackingMs = 60_000;
/** What the SDK calls an error without a name. Those of AWS have names (IAM Access Analyzer API reference, Common Error Types). */
const nameless: readonly string[] = ["Unknown", "UnknownError"];
/** Source: IAM Access Analyzer API reference, CheckNoPublicAccess, `result`. */
const opinions: Readonly<Record<string, "public" | "private">> = {
  PASS: "private",
  FAIL: "public",
};

/**
 * Asks IAM Access Analyzer, under the function's own role: the answer rests on the document alone, and ReadOnlyAccess, under which the
 * environments are read, does not have the action. The same document always has the same answer, so each is asked about once. An
 * endpoint that lacks the service lacks it for every document, so it is asked again after a minute. The client is loaded with the first
 * policy.
 */
export function policyAnalyzerOf(clock: Pick<Clock, "nowMs">): PolicyAnalyzer {
  const known = new Map<string, PolicyOpinion>();
  let lacking: { readonly opinion: PolicyOpinion; readonly sinceMs: number } | undefined;
  let connected: ReturnType<typeof connect> | undefined;
  return {
    async opinionOn({ resourceType, document }) {
      const key = `${resourceType} ${sha256(document)}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      if (lacking !== undefined && clock.nowMs() - lacking.sinceMs < lackingMs) return lacking.opinion;
      connected ??= connect();
      const { opinion, isLacking } = await ask(await connected, resourceType, document);
      lacking = isLacking ? { opinion, sinceMs: clock.nowMs() } : undefined;
      if (opinion.is !== "unread") known.set(key, opinion);
      return opinion;
    },
  };
}

async function connect() {
  const { AccessAnalyzerClient, CheckNoPublicAccessCommand } = await import("@aws-sdk/client-accessanalyzer");
  const client = patientClient(new AccessAnalyzerClient());
  return (policyDocument: string, resourceType: string) =>
    client.send(new CheckNoPublicAccessCommand({ policyDocument, resourceType: resourceType as never }));
}

async function ask(
  check: Awaited<ReturnType<typeof connect>>,
  resourceType: string,
  policyDocument: string,
): Promise<{ readonly opinion: PolicyOpinion; readonly isLacking: boolean }> {
  try {
    const { result } = await check(policyDocument, resourceType);
    const is = opinions[String(result)];
    const opinion = is === undefined ? unread(`IAM Access Analyzer answered ${result}`) : { is };
    return { opinion, isLacking: false };
  } catch (error) {
    if (!(error instanceof Error) || isInterlockError(error)) throw error;
    return { opinion: unread(`${error.name}: ${error.message}`), isLacking: nameless.includes(error.name) };
  }
}

const unread = (because: string): PolicyOpinion => ({
  is: "unread",
  because: because.slice(0, longestReason),
});
