import * as z from "zod";
import { operatorsTopic } from "./settings.ts";

/** Where mails go: an approver's topic is named by the prefix and the person's id. Both are as short for any number of people. */
export const topicsSchema = z.strictObject({
  /** The ARN of every approver's topic, up to the person's id. */
  prefix: z.string(),
  /** The ARN of the operators' topic. */
  operators: z.string(),
});

/** Where mails go. */
export type Topics = z.output<typeof topicsSchema>;

/** The ARNs of the topics by approver id, and the operators' own. */
export const topicArnsOf = (
  { prefix, operators }: Topics,
  approvers: readonly { readonly id: string }[],
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(approvers.map(({ id }) => [id, `${prefix}${id}`])),
  [operatorsTopic]: operators,
});
