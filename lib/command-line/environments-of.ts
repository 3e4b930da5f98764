import type { Environment } from "../domain/environment.ts";
import type { Installation } from "../installation/installation.ts";
import { systemClock } from "../ports/clock/system.ts";
import { type Environments, environmentsAt } from "../ports/shared/environments/environments.ts";

/**
 * The environments of an installation, for a command that looks at them: its caller's credentials assume the same roles as
 * the functions do.
 */
export function environmentsOf({ application, accounts, stateMachineArn }: Installation): Environments {
  const { controlPlane: _, ...places } = accounts;
  const [, partition = ""] = stateMachineArn.split(":");
  // A command publishes nothing, so it needs no address of S3.
  return environmentsAt({ application, partition, urlSuffix: "", places }, systemClock);
}

/** One environment of an installation alone, for a command that acts in it. Roles as `environmentsOf`. */
export function environmentAloneOf(
  { application, accounts, stateMachineArn }: Installation,
  environment: Environment,
): Environments {
  const [, partition = ""] = stateMachineArn.split(":");
  const urlSuffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  const places = { [environment]: accounts[environment] };
  return environmentsAt({ application, partition, urlSuffix, places }, systemClock);
}
