import * as z from "zod";

const longestReason = 1_000;

/**
 * Every field that the page's form sends, and no others. A repeated or extra field shows that the form is not from
 * the page.
 */
const formSchema = z.strictObject({
  nonce: z.string().max(100),
  digest: z.string().max(64),
  challenge: z.string().max(200).default(""),
  // A browser sends each line end as two characters, and counts it as one (HTML standard, "textarea", maxlength).
  reason: z
    .string()
    .overwrite((text) => text.replace(/\r\n?/g, "\n"))
    .max(longestReason)
    .default(""),
  decision: z.string().max(20).default(""),
});

/** A form that parsed. */
export type ApprovalForm = z.infer<typeof formSchema>;

/** Parses the form; null if the page cannot have sent it. */
export function parseForm(fields: Readonly<Record<string, unknown>>): ApprovalForm | null {
  const parsed = formSchema.safeParse({ ...fields });
  return parsed.success ? parsed.data : null;
}
