import type { Asked } from "../../simulator/accounts/evaluate.ts";
import { refusalIn, sessionOf, trustPolicies } from "./in-environments.ts";
import { type Policies, refusal } from "./policies.ts";
import { controlPlane } from "./template.ts";

/** A request that was made of IAM: by a function itself, or in a session of a role of an environment's account. */
export type Use = {
  /** The function's name without the application. */
  readonly by: string;
  readonly session: { readonly roleArn: string; readonly policy: string | null } | null;
  readonly asked: Asked;
  /** The operation of the SDK, as "dynamodb Get". */
  readonly call: string;
};

/** Why IAM refuses a use: by the policies of the role, the session and the resource; null if it is allowed. */
export function refusalOf(policies: Policies, { by, session, asked }: Use): string | null {
  if (session !== null) return refusalIn(sessionOf(session.roleArn, session.policy), asked);
  const role = policies.roles.find(({ name }) => name === by);
  if (role === undefined) return "it has no role";
  const resourcePolicies = [...policies.resourcePolicies, ...trustPolicies];
  return refusal({ resourcePolicies }, { role: role.arn, account: controlPlane }, role.statements, asked);
}
