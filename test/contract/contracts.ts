import { changeSetContracts } from "./cases/change-sets.ts";
import { dynamodb } from "./cases/dynamodb.ts";
import { kmsContracts } from "./cases/kms.ts";
import { lambdaContracts } from "./cases/lambda.ts";
import { s3Contracts } from "./cases/s3.ts";
import { stackRefusals } from "./cases/stack-refusals.ts";
import { stackContracts } from "./cases/stacks.ts";
import { stepFunctionsContracts } from "./cases/step-functions.ts";
import type { Contract } from "./contract.ts";

/** Every contract, by the name that its service has in the simulated account. */
export const contracts: Readonly<Record<string, readonly Contract[]>> = {
  dynamodb,
  s3: s3Contracts,
  kms: kmsContracts,
  cloudformation: [...stackContracts, ...changeSetContracts, ...stackRefusals],
  lambda: lambdaContracts,
  states: stepFunctionsContracts,
};
