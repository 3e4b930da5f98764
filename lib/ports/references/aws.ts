import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { targetOf } from "../../domain/change/prediction/references.ts";
import type { Clients, Environments } from "../shared/environments/environments.ts";
import { orAbsent } from "../shared/or-absent.ts";
import type { References } from "./port.ts";

const shownCharacters = 80;

/** Reads versions from SSM and Secrets Manager. */
export const referencesIn = (environments: Environments): References => ({
  async current(environment, reference) {
    const target = targetOf(reference);
    if (target === null) return null;
    const clients = environments.clients("refer", environment);
    return target.service === "secretsmanager"
      ? secretNow(clients, target.id)
      : parameterNow(clients, target.id);
  },
});

/** A parameter's version, when it was written and, unless it is secure, its value: a version alone begins anew after a deletion. */
async function parameterNow(clients: Clients, Name: string): Promise<string | null> {
  const answer = await orAbsent(
    clients(SSMClient).send(new GetParameterCommand({ Name, WithDecryption: false })),
    "ParameterNotFound",
    "ParameterVersionNotFound",
  );
  const found = answer?.Parameter;
  if (found === undefined) return null;
  const written = found.LastModifiedDate?.toISOString() ?? "an unknown time";
  const value = found.Type === "SecureString" ? "" : `, "${(found.Value ?? "").slice(0, shownCharacters)}"`;
  return `version ${found.Version ?? 0} of ${written}${value}`;
}

/** The version of a secret that is current (Secrets Manager API reference, DescribeSecret, VersionIdsToStages). */
async function secretNow(clients: Clients, SecretId: string): Promise<string | null> {
  const found = await orAbsent(
    clients(SecretsManagerClient).send(new DescribeSecretCommand({ SecretId })),
    "ResourceNotFound",
  );
  if (found === null || found.DeletedDate !== undefined) return null;
  const [current] =
    Object.entries(found.VersionIdsToStages ?? {}).find(([, stages]) => stages.includes("AWSCURRENT")) ?? [];
  return current === undefined ? null : `version ${current}`;
}
