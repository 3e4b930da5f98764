import { checksStatements, helperStatements } from "../../../lib/bootstrap/helper-template.ts";
import type { PurposeName } from "../../../lib/ports/shared/environments/session-policies.ts";
import { purposes, sessionPolicyOf } from "../../../lib/ports/shared/environments/session-policies.ts";
import { type Asked, matches, type Statement } from "../../simulator/accounts/evaluate.ts";
import { places } from "./in-environments.ts";
import { type Policies, statementsOf } from "./policies.ts";

/** One thing that a policy allows: an action on a resource, and for the table on items whose keys begin so. */
export type Grant = {
  /** The function, the machine, or the session. */
  readonly to: string;
  readonly action: string;
  readonly resource: string;
  readonly items: string | null;
};

const many = (value: string | readonly string[] | undefined): readonly string[] => [value ?? []].flat();

/** The patterns of the keys that a statement is about; null for all. */
function itemsOf({ Condition = {} }: Statement): readonly (string | null)[] {
  const found = Object.values(Condition).flatMap((keys) => many(keys["dynamodb:LeadingKeys"]));
  return found.length === 0 ? [null] : found;
}

/** Everything that statements allow, action by resource. */
export const grantsIn = (to: string, statements: readonly Statement[]): readonly Grant[] =>
  statements
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap((statement) =>
      many(statement.Action).flatMap((action) =>
        many(statement.Resource).flatMap((resource) =>
          itemsOf(statement).map((items) => ({ to, action, resource, items })),
        ),
      ),
    );

/** What is used of a grant: whatever it covers. */
export const covers = ({ action, resource, items }: Omit<Grant, "to">, asked: Asked): boolean =>
  matches(action, asked.action, "i") &&
  matches(resource, asked.resource) &&
  (items === null || matches(items, asked.context?.["dynamodb:LeadingKeys"] ?? ""));

/** The name of a session in the table. */
export const sessionName = (purpose: PurposeName, environment: string): string =>
  `${purpose} in ${environment}`;

/** What the session policies and the helper role grant. The rest of the bootstrap's roles is not ours to narrow. */
export const sessionGrants = (): readonly Grant[] =>
  places.flatMap((place) =>
    (Object.keys(purposes) as PurposeName[]).flatMap((purpose) => {
      const policy = sessionPolicyOf(purpose, place);
      const own = purposes[purpose].role === "checks" ? checksStatements(place) : helperStatements(place);
      const statements = policy === null ? own : statementsOf(JSON.parse(policy));
      return grantsIn(sessionName(purpose, place.environment), statements);
    }),
  );

/** Everything that is granted to roles of the control plane. */
export const roleGrants = ({ roles }: Policies): readonly Grant[] =>
  roles.flatMap(({ name, statements }) => grantsIn(name, statements));

/**
 * A name or an ARN without its own environment: one row of lib/tasks grants the same in each of them. What is granted in
 * another environment than one's own stays as it is.
 */
export function inEveryEnvironment(to: string, text: string): string {
  const own = places.find(({ environment }) => to.endsWith(environment));
  if (own === undefined) return text;
  return text.replaceAll(own.environment, "ENVIRONMENT").replaceAll(own.account, "ACCOUNT");
}
