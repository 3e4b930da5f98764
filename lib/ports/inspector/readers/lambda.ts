import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
  GetLayerVersionByArnCommand,
  GetPolicyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { admitsEveryone } from "../../../domain/admits-everyone.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A function: the digest of its code, and whether its policy lets everyone call it. */
const lambdaFunction: Describe<"AWS::Lambda::Function"> = async (id, clients) => {
  const FunctionName = id;
  const seen = await orAbsent(
    clients(LambdaClient).send(new GetFunctionConfigurationCommand({ FunctionName })),
    "ResourceNotFound",
  );
  if (seen === null) return null;
  const found = await orAbsent(
    clients(LambdaClient).send(new GetPolicyCommand({ FunctionName })),
    "ResourceNotFound",
  );
  const policy = found?.Policy;
  return {
    state: seen.State ?? "Active",
    codeSha256: seen.CodeSha256 ?? "unknown",
    admitsEveryone: policy === undefined ? false : admitsEveryone(policy),
  };
};

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
