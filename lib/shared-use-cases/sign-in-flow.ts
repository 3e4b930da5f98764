import * as z from "zod";

const flowSchema = z.strictObject({
  secret: z.string(),
  browser: z.string(),
  state: z.string(),
});

/**
 * What a browser carries from the beginning of a sign-in to its end, in a cookie that no script reads. Only the
 * browser needs to keep it secret: a person who forges one can only sign in as themselves.
 */
export type Flow = z.infer<typeof flowSchema>;

/** The flow as a cookie's value. */
export const writeFlow = (flow: Flow): string => Buffer.from(JSON.stringify(flow)).toString("base64url");

/** The flow in a cookie's value; null if there is none. */
export function parseFlow(value: string | undefined): Flow | null {
  try {
    return flowSchema.parse(JSON.parse(Buffer.from(value ?? "", "base64url").toString("utf8")));
  } catch {
    return null;
  }
}
