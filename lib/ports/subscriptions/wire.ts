import { functionSettingsSchema } from "../../settings/settings.ts";
import { topicArnsOf, topicsSchema } from "../../settings/topics.ts";
import { json, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { subscriptionsAt } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const subscriptions = wire<typeof access>()(
  { TOPICS: json(topicsSchema), SETTINGS: json(functionSettingsSchema) },
  ({ TOPICS, SETTINGS: { approvers, mailRelay } }) =>
    subscriptionsAt({ topicArns: topicArnsOf(TOPICS, approvers), mailRelay }),
);
