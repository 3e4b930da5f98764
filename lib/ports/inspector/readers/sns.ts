import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { orAbsent } from "../../shared/or-absent.ts";
import { type PolicyFacts, policyFacts, policyUntold, withoutPolicy } from "../../shared/policy-facts.ts";
import type { Describe, Readers } from "../describe.ts";

/**
 * The policy of a topic that was given none: only the topic's own account may use it. CloudFormation sets it again when it deletes a
 * policy. Source: getDefaultPolicy in github.com/aws-cloudformation/aws-cloudformation-resource-providers-sns.
 */
const defaultPolicyOf = (topicArn: string): string =>
  JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Effect: "Allow",
        Sid: "__default_statement_ID",
        Principal: { AWS: "*" },
        Action: [
          "SNS:GetTopicAttributes",
          "SNS:SetTopicAttributes",
          "SNS:AddPermission",
          "SNS:RemovePermission",
          "SNS:DeleteTopic",
          "SNS:Subscribe",
          "SNS:ListSubscriptionsByTopic",
          "SNS:Publish",
        ],
        Resource: topicArn,
        Condition: { StringEquals: { "AWS:SourceOwner": topicArn.split(":")[4] } },
      },
    ],
  });

/** A topic. */
const topic: Describe<"AWS::SNS::Topic"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(SNSClient).send(new GetTopicAttributesCommand({ TopicArn: id })),
    "NotFound",
  );
  if (seen === null) return null;
  return {
    encrypted: (seen.Attributes?.["KmsMasterKeyId"] ?? "") !== "",
    ...ownPolicy(id, seen.Attributes?.["Policy"]),
  };
};

/** The facts of a topic's policy. SNS tells one of every topic, its own or the default (SNS API reference, GetTopicAttributes). */
function ownPolicy(topicArn: string, policy: string | undefined): PolicyFacts {
  if (policy === undefined) return policyUntold;
  const facts = policyFacts(policy);
  const byDefault = policyFacts(defaultPolicyOf(topicArn));
  return facts.documents?.[0] === byDefault.documents?.[0] ? withoutPolicy : facts;
}

/** The readers of the service. */
export const readers: Readers<"sns"> = {
  "AWS::SNS::Topic": topic,
};
