import { DefaultStackSynthesizer, type IStackSynthesizer, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "./settings.ts";

/** One part of an environment, as a stack of its own. Its construct id is the part's name, and the step's. */
export class PartStack extends Stack {
  constructor(scope: Construct, part: string, { application, environment }: EnvironmentSettings) {
    super(scope, part, {
      stackName: `${application}-${environment}-${part}`,
      description: `${application}: ${part} of ${environment}`,
      // No assets, so nothing has to be bootstrapped where these templates are deployed.
      // The cast: aws-cdk-lib's own types do not hold under exactOptionalPropertyTypes.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });
  }
}
