import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A topic. */
const topic: Describe<"AWS::SNS::Topic"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(SNSClient).send(new GetTopicAttributesCommand({ TopicArn: id })),
    "NotFound",
  );
  return seen === null ? null : { encrypted: (seen.Attributes?.["KmsMasterKeyId"] ?? "") !== "" };
};

/** The readers of the service. */
export const readers: Readers<"sns"> = {
  "AWS::SNS::Topic": topic,
};
