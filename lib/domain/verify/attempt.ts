import { isInterlockError } from "../errors.ts";
import type { Find } from "./rule.ts";

/** The answer of `read`; null after reporting why it failed. Nothing in a bundle makes a rule throw. */
export function attempt<T>(find: Find, entry: number | null, what: string, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    find(entry, `${what}: ${isInterlockError(error) ? said : `it cannot be read (${said})`}`);
    return null;
  }
}
