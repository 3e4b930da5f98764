import type { Opening } from "../resources/row.ts";
import { admitsEveryone } from "./admits-everyone.ts";

/** Whether a resource with these properties can be reached in that way; null if they do not tell. */
export function opens(opening: Opening, properties: Readonly<Record<string, unknown>>): boolean | null {
  if ("isOpen" in opening) return opening.isOpen(properties);
  const policy = opening.policyIn(properties);
  if (policy === undefined || policy === null || policy === "") return false;
  try {
    return admitsEveryone(typeof policy === "string" ? policy : JSON.stringify(policy));
  } catch {
    return null;
  }
}
