import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { orAbsent } from "../shared/or-absent.ts";
import type { Describe } from "./aws.ts";

const secrets = new SecretsManagerClient();

/** A secret; one that is scheduled for deletion cannot be read any more, and counts as gone. */
export const secret: Describe<"AWS::SecretsManager::Secret"> = async (id) => {
  const seen = await orAbsent(secrets.send(new DescribeSecretCommand({ SecretId: id })), "ResourceNotFound");
  if (seen === null || seen.DeletedDate !== undefined) return null;
  return { rotated: seen.RotationEnabled ?? false };
};
