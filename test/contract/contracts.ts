import { cloudFormationContracts } from "./cases/cloudformation.ts";
import { dynamodb } from "./cases/dynamodb.ts";
import { kmsContracts } from "./cases/kms.ts";
import { s3Contracts } from "./cases/s3.ts";
import { stepFunctionsContracts } from "./cases/step-functions.ts";
import type { Contract } from "./contract.ts";

/** Every contract, by service. */
export const contracts: Readonly<Record<string, readonly Contract[]>> = {
  DynamoDB: dynamodb,
  S3: s3Contracts,
  KMS: kmsContracts,
  CloudFormation: cloudFormationContracts,
  "Step Functions": stepFunctionsContracts,
};
