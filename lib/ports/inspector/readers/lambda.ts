import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
  GetLayerVersionByArnCommand,
  GetPolicyCommand,
  LambdaClient,
  paginateListAliases,
  paginateListVersionsByFunction,
} from "@aws-sdk/client-lambda";
import type { Clients } from "../../shared/environments/environments.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import { type PolicyFacts, policyFacts, withoutPolicy } from "../../shared/policy-facts.ts";
import type { Describe, Readers } from "../describe.ts";

/** A function: the digest of its code, and whether its policy lets everyone call it. */
const lambdaFunction: Describe<"AWS::Lambda::Function"> = async (id, clients) => {
  const FunctionName = id;
  const seen = await orAbsent(
    clients(LambdaClient).send(new GetFunctionConfigurationCommand({ FunctionName })),
    "ResourceNotFound",
  );
  if (seen === null) return null;
  const qualifiers = await orAbsent(qualifiersOf(clients, id), "ResourceNotFound");
  if (qualifiers === null) return null;
  const policies = await Promise.all(
    [undefined, ...qualifiers].map((qualifier) => policyOf(clients, id, qualifier)),
  );
  return {
    state: seen.State ?? "Active",
    codeSha256: seen.CodeSha256 ?? "unknown",
    ...together(policies.filter((policy) => policy !== null).map(policyFacts)),
  };
};

/** One answer about the policies of a function, of its versions and of its aliases. */
const together = (all: readonly PolicyFacts[]): PolicyFacts =>
  all.length === 0
    ? withoutPolicy
    : {
        admitsEveryone: all.some((one) => one.admitsEveryone === true),
        policy: [...new Set(all.flatMap(({ policy }) => policy ?? []))].sort(),
        documents: [...new Set(all.flatMap(({ documents }) => documents ?? []))].sort(),
      };

/** The policy of a function, or of its version or alias; null if it has none. */
async function policyOf(clients: Clients, FunctionName: string, Qualifier?: string): Promise<string | null> {
  const found = await orAbsent(
    clients(LambdaClient).send(
      new GetPolicyCommand({ FunctionName, ...(Qualifier === undefined ? {} : { Qualifier }) }),
    ),
    "ResourceNotFound",
  );
  return found?.Policy ?? null;
}

/** The versions and aliases of a function: each has a policy of its own (Lambda API reference, GetPolicy, Qualifier). */
async function qualifiersOf(clients: Clients, FunctionName: string): Promise<readonly string[]> {
  const client = clients(LambdaClient);
  const found: string[] = [];
  for await (const { Versions = [] } of paginateListVersionsByFunction({ client }, { FunctionName }))
    found.push(...Versions.flatMap(({ Version }) => (Version === "$LATEST" ? [] : (Version ?? []))));
  for await (const { Aliases = [] } of paginateListAliases({ client }, { FunctionName }))
    found.push(...Aliases.flatMap(({ Name }) => Name ?? []));
  return found;
}

/** A function URL, by its function's ARN. */
const url: Describe<"AWS::Lambda::Url"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(LambdaClient).send(new GetFunctionUrlConfigCommand({ FunctionName: id })),
    "ResourceNotFound",
  );
  return seen === null ? null : { auth: seen.AuthType ?? "unknown" };
};

/** What feeds a function from a queue or a stream. */
const mapping: Describe<"AWS::Lambda::EventSourceMapping"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(LambdaClient).send(new GetEventSourceMappingCommand({ UUID: id })),
    "ResourceNotFound",
  );
  return seen === null ? null : { state: seen.State ?? "unknown" };
};

/** A version of a layer. */
const layer: Describe<"AWS::Lambda::LayerVersion"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(LambdaClient).send(new GetLayerVersionByArnCommand({ Arn: id })),
    "ResourceNotFound",
  );
  return seen === null ? null : { codeSha256: seen.Content?.CodeSha256 ?? "unknown" };
};

/** The readers of the service. */
export const readers: Readers<"lambda"> = {
  "AWS::Lambda::Function": lambdaFunction,
  "AWS::Lambda::Url": url,
  "AWS::Lambda::EventSourceMapping": mapping,
  "AWS::Lambda::LayerVersion": layer,
};
