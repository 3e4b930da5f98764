import { IoTClient, paginateListTopicRules } from "@aws-sdk/client-iot";
import type { Describe, Readers } from "../describe.ts";

/**
 * A rule, in the list of all: about one that does not exist, GetTopicRule answers that the caller may not read it (IoT API
 * reference, GetTopicRule, UnauthorizedException).
 */
const topicRule: Describe<"AWS::IoT::TopicRule"> = async (id, clients) => {
  for await (const { rules = [] } of paginateListTopicRules({ client: clients(IoTClient) }, {}))
    for (const { ruleName, ruleDisabled } of rules)
      if (ruleName === id) return { disabled: ruleDisabled === true };
  return null;
};

/** The readers of the service. */
export const readers: Readers<"iot"> = { "AWS::IoT::TopicRule": topicRule };
