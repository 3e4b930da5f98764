import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { settingMissing } from "../../domain/errors.ts";
import { patientClient } from "./passing-errors.ts";

/**
 * The text of a secret in Secrets Manager. `what` it holds, and what to do if it does not, end the error's sentence.
 * @throws SettingMissing if it is absent, scheduled for deletion, or empty.
 */
export async function secretNamed(SecretId: string, what: string): Promise<string> {
  try {
    const { SecretString = "" } = await patientClient(new SecretsManagerClient()).send(
      new GetSecretValueCommand({ SecretId }),
    );
    if (SecretString !== "") return SecretString;
  } catch (error) {
    // Source: Secrets Manager API reference, GetSecretValue, errors.
    const isGone = error instanceof Error && /^(ResourceNotFound|InvalidRequest)Exception$/.test(error.name);
    if (!isGone) throw error;
  }
  throw settingMissing(`the secret ${SecretId} is absent or empty: put ${what} into it`);
}
