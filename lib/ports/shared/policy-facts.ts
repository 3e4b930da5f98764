import { admitsEveryone } from "../../domain/admits-everyone.ts";
import { canonicalJson, type Json } from "../../domain/canonical.ts";
import { shortDigest } from "./short-digest.ts";

/** The facts of a resource policy: whether it names everyone, its digest, so that a change by hand shows, and its text for AWS. */
export type PolicyFacts = {
  readonly admitsEveryone: boolean | null;
  readonly policy: readonly string[] | null;
  readonly documents: readonly string[] | null;
};

/** What a resource has that has no policy. */
export const withoutPolicy: PolicyFacts = { admitsEveryone: false, policy: [], documents: [] };

/** What a resource has whose policy AWS always tells, and did not. */
export const policyUntold: PolicyFacts = { admitsEveryone: null, policy: null, documents: null };

/** The facts of a policy. Services answer with lists of principals in any order, so the order of a list is no part of its digest. */
export function policyFacts(text: string): PolicyFacts {
  const document = canonicalJson(sorted(JSON.parse(text) as Json));
  return {
    admitsEveryone: admitsEveryone(text),
    policy: [shortDigest(document)],
    documents: [document],
  };
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function sorted(value: Json): Json {
  if (Array.isArray(value))
    return value
      .map((one: Json) => sorted(one))
      .toSorted((one, other) => (canonicalJson(one) < canonicalJson(other) ? -1 : 1));
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sorted(one)]))
    : value;
}
