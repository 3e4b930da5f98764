import { sha256 } from "../../domain/canonical.ts";
import type { PolicyOpinion } from "../../domain/check/policy-opinion.ts";
import { isInterlockError } from "../../domain/errors.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { PolicyAnalyzer } from "./port.ts";

const longestReason = 300;
/** Source: IAM Access Analyzer API reference, CheckNoPublicAccess, `result`. */
const opinions: Readonly<Record<string, "public" | "private">> = {
  PASS: "private",
  FAIL: "public",
};

/**
 * Asks IAM Access Analyzer, under the function's own role: the answer rests on the document alone, and ReadOnlyAccess, under which the
 * environments are read, does not have the action. The same document always has the same answer, so each is asked about once. The
 * client is loaded with the first policy.
 */
export function policyAnalyzerOf(): PolicyAnalyzer {
  const known = new Map<string, PolicyOpinion>();
  let connected: ReturnType<typeof connect> | undefined;
  return {
    async opinionOn({ resourceType, document }) {
      const key = `${resourceType} ${sha256(document)}`;
      connected ??= connect();
      const opinion = known.get(key) ?? (await ask(await connected, resourceType, document));
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
): Promise<PolicyOpinion> {
  try {
    const { result } = await check(policyDocument, resourceType);
    const is = opinions[String(result)];
    return is === undefined ? unread(`IAM Access Analyzer answered ${result}`) : { is };
  } catch (error) {
    if (!(error instanceof Error) || isInterlockError(error)) throw error;
    return unread(`${error.name}: ${error.message}`);
  }
}

const unread = (because: string): PolicyOpinion => ({
  is: "unread",
  because: because.slice(0, longestReason),
});
