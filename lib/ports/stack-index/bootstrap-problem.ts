import type { Environment } from "../../domain/environment.ts";
import { isInterlockError } from "../../domain/errors.ts";
import { cloudFormationOf } from "../shared/cloudformation/client.ts";
import { describe } from "../shared/cloudformation/stack.ts";
import type { Environments } from "../shared/environments/environments.ts";
import { helperStackOf, oldestBootstrap, toolkitStack } from "../shared/environments/roles.ts";

/** Source: aws-cdk-cli, bootstrap-template.yaml, parameter BootstrapVariant. */
const standardVariant = "AWS CDK: Default Resources";

/**
 * What is wrong with the bootstrap of an environment's account, in one sentence; null if nothing is. An account that does not
 * let us look counts as one without a bootstrap.
 */
export async function bootstrapProblem(
  environments: Environments,
  environment: Environment,
): Promise<string | null> {
  const at = environments.place(environment);
  const where = `${environment}'s account ${at.account} in ${at.region}`;
  const client = cloudFormationOf(environments.clients("inspect", environment));
  try {
    const toolkit = await describe(client, toolkitStack);
    if (toolkit === null) return `${where} has no standard bootstrap: run "interlock bootstrap" there`;
    const version = Number(
      toolkit.Outputs?.find(({ OutputKey }) => OutputKey === "BootstrapVersion")?.OutputValue,
    );
    if (!(version >= oldestBootstrap))
      return `the bootstrap of ${where} is version ${version}, and ${oldestBootstrap} is needed: run "interlock bootstrap" there`;
    const variant = toolkit.Parameters?.find(({ ParameterKey }) => ParameterKey === "BootstrapVariant");
    if (variant?.ParameterValue !== standardVariant)
      return `the bootstrap of ${where} is customised (${variant?.ParameterValue ?? "it names no variant"}), and its roles may do anything: bootstrap with the CDK's own template`;
    if ((await describe(client, helperStackOf(at))) === null)
      return `${where} has no ${helperStackOf(at)}: run "interlock bootstrap" there`;
    return null;
  } catch (error) {
    if (isInterlockError(error, "SettingMissing")) return error.message;
    throw error;
  }
}
