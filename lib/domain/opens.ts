import type { Opening } from "../resources/row.ts";
import { admitsEveryone } from "./admits-everyone.ts";

type Properties = Readonly<Record<string, unknown>>;

/** Whether a resource with these properties can be reached in that way; null if they do not tell. */
export function opens(opening: Opening, properties: Properties): boolean | null {
  if ("isOpen" in opening) return opening.isOpen(properties);
  const policy = opening.policyIn(properties);
  if (policy === undefined || policy === null || policy === "")
    return opening.hasAlways === true ? null : false;
  try {
    return admitsEveryone(typeof policy === "string" ? policy : JSON.stringify(policy));
  } catch {
    return null;
  }
}

/**
 * The same of properties that were read. A template leaves out what is as by default; a reader that leaves it out has not told it. So
 * "closed" rests on at least one of the properties that the question looks at. A policy alone may be missing: a resource without one
 * has none to tell (CloudFormation CLI user guide, "Resource type handler contract").
 */
export function opensAsRead(opening: Opening, read: Properties): boolean | null {
  const isOpen = opens(opening, read);
  if (isOpen !== false || "policyIn" in opening) return isOpen;
  const asked = new Set<string | symbol>();
  const watched = new Proxy(read, {
    get: (properties, name) => {
      asked.add(name);
      return Reflect.get(properties, name);
    },
  });
  opens(opening, watched);
  return [...asked].some((name) => read[String(name)] !== undefined) ? false : null;
}
