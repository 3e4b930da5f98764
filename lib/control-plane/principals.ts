import { type PrincipalBase, ServicePrincipal } from "aws-cdk-lib/aws-iam";

/**
 * A service that acts for this account only: the same service acts for every customer of AWS, and one of them could name
 * our resources (IAM user guide, "The confused deputy problem").
 */
export const ofThisAccount = (service: string, account: string): PrincipalBase =>
  new ServicePrincipal(service).withConditions({ StringEquals: { "aws:SourceAccount": account } });
