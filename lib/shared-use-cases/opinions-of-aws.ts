import type { PropertiesRead, Reachability } from "../domain/check/exposure.ts";
import { reachabilityByOpinions } from "../domain/check/policy-opinion.ts";
import type { PolicyAnalyzer } from "../ports/policy-analyzer/port.ts";
import type { Inspected } from "../resources/resources.ts";
import { analyzedAs, openingsOf } from "../resources/tables.ts";

type Ports = { readonly policyAnalyzer: PolicyAnalyzer };

/** Whether AWS confirms what our own rule says of the policies that a resource's own reader saw. */
export const opinionsOnFacts = (ports: Ports, { type, facts }: Inspected): Promise<readonly Reachability[]> =>
  opinionsOn(ports, type, "documents" in facts ? (facts.documents ?? []) : []);

/** The same of the policies in the properties that Cloud Control read. */
export const opinionsOnProperties = (
  ports: Ports,
  type: string,
  { properties }: PropertiesRead,
): Promise<readonly Reachability[]> =>
  opinionsOn(
    ports,
    type,
    (openingsOf[type] ?? []).flatMap((opening) => {
      const policy = properties === null || !("policyIn" in opening) ? null : opening.policyIn(properties);
      if (policy === undefined || policy === null || policy === "") return [];
      return [typeof policy === "string" ? policy : JSON.stringify(policy)];
    }),
  );

async function opinionsOn(
  { policyAnalyzer }: Ports,
  type: string,
  documents: readonly string[],
): Promise<readonly Reachability[]> {
  const resourceType = analyzedAs[type];
  if (resourceType === undefined) return [];
  const policies = documents.map(async (document) => ({
    document,
    opinion: await policyAnalyzer.opinionOn({ resourceType, document }),
  }));
  return reachabilityByOpinions(await Promise.all(policies));
}
