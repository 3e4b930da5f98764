import { functionSettingsSchema } from "../../settings/settings.ts";
import { topicArnsSchema } from "../shared/topics.ts";
import { json, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { subscriptionsAt } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const subscriptions = wire<typeof access>()(
  { TOPIC_ARNS: json(topicArnsSchema), SETTINGS: json(functionSettingsSchema) },
  ({ TOPIC_ARNS, SETTINGS }) => subscriptionsAt({ topicArns: TOPIC_ARNS, mailRelay: SETTINGS.mailRelay }),
);
