import { functionSettingsSchema } from "../../settings/settings.ts";
import { topicArnsOf, topicsSchema } from "../../settings/topics.ts";
import { json, text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { noticesTo } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const notices = wire<typeof access>()(
  { TOPICS: json(topicsSchema), SETTINGS: json(functionSettingsSchema), APPROVALS_URL: text },
  ({ TOPICS, SETTINGS, APPROVALS_URL }) =>
    noticesTo({ topicArns: topicArnsOf(TOPICS, SETTINGS.approvers), approvalsUrl: APPROVALS_URL }),
);
