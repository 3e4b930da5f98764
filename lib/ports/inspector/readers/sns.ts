import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { orAbsent } from "../../shared/or-absent.ts";
import { policyFacts, policyUntold } from "../../shared/policy-facts.ts";
import type { Describe, Readers } from "../describe.ts";

/** A topic. */
const topic: Describe<"AWS::SNS::Topic"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(SNSClient).send(new GetTopicAttributesCommand({ TopicArn: id })),
    "NotFound",
  );
  if (seen === null) return null;
  const policy = seen.Attributes?.["Policy"];
  return {
    encrypted: (seen.Attributes?.["KmsMasterKeyId"] ?? "") !== "",
    // Every topic has a policy, its own or SNS's default (SNS API reference, GetTopicAttributes).
    ...(policy === undefined ? policyUntold : policyFacts(policy)),
  };
};

/** The readers of the service. */
export const readers: Readers<"sns"> = {
  "AWS::SNS::Topic": topic,
};
