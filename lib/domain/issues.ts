import type * as z from "zod";

const mostCharacters = 200;

/**
 * What is wrong with a document, in words: each path, what is allowed there, and the value seen, of which at most 200
 * characters are quoted.
 * @param whole what the document is called where the path is empty, such as "the plan".
 */
export const issuesInWords = ({ issues }: z.ZodError, document: unknown, whole: string): string =>
  issues
    .map(({ path, message }) => `${path.join(".") || whole}: ${message} (seen: ${seenAt(document, path)})`)
    .join("; ");

function seenAt(document: unknown, path: readonly PropertyKey[]): string {
  let seen = document;
  for (const key of path) seen = (seen as Record<PropertyKey, unknown> | null | undefined)?.[key];
  const text = JSON.stringify(seen) ?? "nothing";
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`;
}
