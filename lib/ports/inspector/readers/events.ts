import { DescribeEventBusCommand, DescribeRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { orAbsent } from "../../shared/or-absent.ts";
import { policyFacts, withoutPolicy } from "../../shared/policy-facts.ts";
import type { Describe, Readers } from "../describe.ts";

/** A rule, by its name, or by its bus and its name. */
const rule: Describe<"AWS::Events::Rule"> = async (id, clients) => {
  const [Name, EventBusName] = id.split("|").toReversed();
  const seen = await orAbsent(
    clients(EventBridgeClient).send(
      new DescribeRuleCommand({ Name, ...(EventBusName === undefined ? {} : { EventBusName }) }),
    ),
    "ResourceNotFound",
  );
  return seen === null ? null : { state: seen.State ?? "unknown" };
};

/** An event bus: whether its policy lets everyone send events. */
const bus: Describe<"AWS::Events::EventBus"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EventBridgeClient).send(new DescribeEventBusCommand({ Name: id })),
    "ResourceNotFound",
  );
  if (seen === null) return null;
  return seen.Policy === undefined || seen.Policy === "" ? withoutPolicy : policyFacts(seen.Policy);
};

/** The readers of the service. */
export const readers: Readers<"events"> = {
  "AWS::Events::Rule": rule,
  "AWS::Events::EventBus": bus,
};
