import { topicArnsSchema } from "../shared/topics.ts";
import { json, text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { noticesTo } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const notices = wire<typeof access>()(
  { TOPIC_ARNS: json(topicArnsSchema), APPROVALS_URL: text },
  ({ TOPIC_ARNS, APPROVALS_URL }) => noticesTo({ topicArns: TOPIC_ARNS, approvalsUrl: APPROVALS_URL }),
);
