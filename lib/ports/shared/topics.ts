import * as z from "zod";

/** The ARNs of the approvers' topics, by approver id. */
export const topicArnsSchema = z.record(z.string(), z.string());
