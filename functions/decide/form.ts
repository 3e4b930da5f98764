import * as z from "zod";

const longestReason = 1_000;

/** Everything the page's form sends, and nothing else: a field twice, or one more, is not from the page. */
const formSchema = z.strictObject({
  nonce: z.string().max(100),
  digest: z.string().max(64),
  challenge: z.string().max(200).default(""),
  reason: z.string().max(longestReason).default(""),
  decision: z.string().max(20).default(""),
});

/** A form that parsed. */
export type ApprovalForm = z.infer<typeof formSchema>;

/** The form; null if it is none that the page sends. */
export function parseForm(fields: Readonly<Record<string, unknown>>): ApprovalForm | null {
  const parsed = formSchema.safeParse({ ...fields });
  return parsed.success ? parsed.data : null;
}
