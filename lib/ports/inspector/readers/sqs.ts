import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { orAbsent } from "../../shared/or-absent.ts";
import { policyFacts, withoutPolicy } from "../../shared/policy-facts.ts";
import type { Describe, Readers } from "../describe.ts";

// Source: SQS API reference, GetQueueAttributes; the second name is that of the older query protocol.
const absent = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"];

/** A queue, by its URL or its name. */
const queue: Describe<"AWS::SQS::Queue"> = async (id, clients) => {
  const named = await orAbsent(
    clients(SQSClient).send(new GetQueueUrlCommand({ QueueName: id.split("/").at(-1) })),
    ...absent,
  );
  if (named === null) return null;
  const seen = await orAbsent(
    clients(SQSClient).send(
      new GetQueueAttributesCommand({ QueueUrl: named.QueueUrl, AttributeNames: ["Policy"] }),
    ),
    ...absent,
  );
  if (seen === null) return null;
  const policy = seen.Attributes?.["Policy"];
  return policy === undefined || policy === "" ? withoutPolicy : policyFacts(policy);
};

/** The readers of the service. */
export const readers: Readers<"sqs"> = {
  "AWS::SQS::Queue": queue,
};
