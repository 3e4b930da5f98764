import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { admitsEveryone } from "../../../domain/check/admits-everyone.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import { patientClient } from "../../shared/passing-errors.ts";
import type { Describe, Readers } from "../describe.ts";

const sns = patientClient(new SNSClient());

/** A topic. */
const topic: Describe<"AWS::SNS::Topic"> = async (id) => {
  const seen = await orAbsent(sns.send(new GetTopicAttributesCommand({ TopicArn: id })), "NotFound");
  if (seen === null) return null;
  const policy = seen.Attributes?.["Policy"];
  return {
    encrypted: (seen.Attributes?.["KmsMasterKeyId"] ?? "") !== "",
    // Every topic has a policy, its own or SNS's default (SNS API reference, GetTopicAttributes).
    admitsEveryone: policy === undefined ? null : admitsEveryone(policy),
  };
};

/** The readers of the service. */
export const readers: Readers<"sns"> = {
  "AWS::SNS::Topic": topic,
};
