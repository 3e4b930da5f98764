import type { Environment } from "../../../domain/environment.ts";
import type { Allowed, Deployment, User } from "../access.ts";
import { type EnvironmentPlace, type EnvironmentRole, type Reach, roleArnOf } from "./roles.ts";

const reachOf = ({ settings, partition, urlSuffix }: Deployment, user: User): Reach => ({
  application: settings.application,
  partition,
  urlSuffix,
  places: Object.fromEntries(
    user.environments.map((environment) => [environment, settings.accounts[environment]]),
  ),
});

/** Where an environment is, for the policies of the deployment. */
export const environmentPlace = (
  { settings: { application, accounts }, partition, urlSuffix }: Deployment,
  environment: Environment,
): EnvironmentPlace => ({ application, partition, urlSuffix, environment, ...accounts[environment] });

/** The right to assume a role in each environment of the function. What the role may do there is the bootstrap's to say. */
export const assumes = (role: EnvironmentRole, why: string, deployment: Deployment, user: User): Allowed => ({
  why,
  actions: ["sts:AssumeRole"],
  resources: user.environments.map((environment) =>
    roleArnOf(role, environmentPlace(deployment, environment)),
  ),
});

/** The variable that tells the wiring where the function's environments are. */
export const reachVariable = (deployment: Deployment, user: User): { readonly ENVIRONMENTS: string } => ({
  ENVIRONMENTS: JSON.stringify(reachOf(deployment, user)),
});
