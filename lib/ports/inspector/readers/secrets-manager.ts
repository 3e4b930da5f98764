import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { orAbsent } from "../../shared/or-absent.ts";
import { policyFacts, withoutPolicy } from "../../shared/policy-facts.ts";
import type { Describe, Readers } from "../describe.ts";

/** A secret. One that is scheduled for deletion can't be read any more: it counts as gone. */
const secret: Describe<"AWS::SecretsManager::Secret"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(SecretsManagerClient).send(new DescribeSecretCommand({ SecretId: id })),
    "ResourceNotFound",
  );
  if (seen === null || seen.DeletedDate !== undefined) return null;
  const { ResourcePolicy } = await clients(SecretsManagerClient).send(
    new GetResourcePolicyCommand({ SecretId: id }),
  );
  return {
    rotated: seen.RotationEnabled ?? false,
    // A secret without a policy admits only its own account (Secrets Manager user guide, "Resource-based policies").
    ...(ResourcePolicy === undefined ? withoutPolicy : policyFacts(ResourcePolicy)),
  };
};

/** The readers of the service. */
export const readers: Readers<"secrets-manager"> = {
  "AWS::SecretsManager::Secret": secret,
};
