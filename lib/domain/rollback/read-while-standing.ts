const call = "cloudformation:GetResource ";
const wasRead = ": not found; it was read while it stood";

/** How it was seen that a resource is gone which only Cloud Control reads: by an identifier that was read while it stood. */
export const goneByIdentifier = (identifier: string): string => `${call}${identifier}${wasRead}`;

/** The identifier that such words name; null for any other words. */
export const identifierIn = (how: string): string | null =>
  how.startsWith(call) && how.endsWith(wasRead) ? how.slice(call.length, -wasRead.length) : null;
