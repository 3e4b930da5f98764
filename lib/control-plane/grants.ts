import { type IRole, ManagedPolicy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { environments as all, type Environment } from "../domain/environment.ts";
import { invalidInput } from "../domain/errors.ts";
import { accesses } from "../ports/accesses.ts";
import type { Allowed, Deployment } from "../ports/shared/access.ts";
import type { TaskRow } from "../tasks/row.ts";
import { suppressWildcard } from "./suppress.ts";

/** What a function may do, and its environment variables. */
export type Grants = {
  readonly allowed: readonly Allowed[];
  readonly variables: Readonly<Record<string, string>>;
};

/**
 * What the ports of a task or page need, and nothing else.
 * @throws InvalidInput if two of its ports set the same environment variable to different values.
 */
export function grantsOf(
  { ports, writes = [], items = {}, environments = all }: TaskRow,
  deployment: Deployment,
  environment: Environment | null,
): Grants {
  const variables = new Map<string, string>();
  const allowed = ports.flatMap((port) => {
    const user = {
      environments: environment === null ? environments : [environment],
      writes: writes.some((written) => written === port),
      items,
    };
    for (const [name, value] of Object.entries(accesses[port].variables(deployment, user))) {
      const before = variables.get(name) ?? value;
      if (before !== value)
        throw invalidInput(`${port} sets ${name} to ${value}, but another port sets it to ${before}`);
      variables.set(name, value);
    }
    return accesses[port].allow(deployment, user);
  });
  return { allowed, variables: Object.fromEntries(variables) };
}

/** Adds what is allowed to a role or a policy, and states for each pattern why the resources cannot be named exactly. */
export function grant(to: IRole | ManagedPolicy, allowed: readonly Allowed[]): void {
  for (const { actions, resources, pattern, conditions = {} } of allowed) {
    const statement = new PolicyStatement({ actions: [...actions], resources: [...resources], conditions });
    if (to instanceof ManagedPolicy) to.addStatements(statement);
    else to.addToPrincipalPolicy(statement);
    if (pattern !== undefined)
      for (const resource of resources) suppressWildcard(to, "Resource", resource, pattern);
  }
}
