import type { Environment, Scope } from "../environment.ts";
import type { Closing } from "../freeze/closed.ts";
import type { Entry } from "../records/entry.ts";
import { isFact } from "../records/facts.ts";

/** A run that freeze windows hold before an environment's first effect, or before its ingress opens. Times are ISO 8601. */
export type Hold = {
  readonly environment: Environment;
  readonly scope: Scope;
  readonly since: string;
  readonly closedBy: readonly Closing[];
  /** When the run goes on by itself. */
  readonly continuesAt: string;
};

/** What holds the run now, according to its entries; null if nothing does. Only the look itself is written during a hold. */
export function holdOf(entries: readonly Entry[]): Hold | null {
  const last = entries.at(-1);
  if (last === undefined || !isFact("read-windows", "observation")(last)) return null;
  const { environment, scope, outcome, closedBy, continuesAt } = last.detail;
  if (outcome !== "frozen" || continuesAt === null) return null;
  const first = entries
    .filter(isFact("read-windows", "observation"))
    .find(({ detail }) => detail.environment === environment && detail.scope === scope);
  return { environment, scope, since: first?.at ?? last.at, closedBy, continuesAt };
}

/** What is held, in words: an environment, or the ingress of production. */
export const heldPlace = ({ environment, scope }: Pick<Hold, "environment" | "scope">): string =>
  scope === "ingress" ? `${environment}'s ingress` : environment;
