import { DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { type RegistryImage, registryImageOf, targetOf } from "../../domain/change/prediction/references.ts";
import type { Clients, Environments } from "../shared/environments/environments.ts";
import { orAbsent } from "../shared/or-absent.ts";
import type { References } from "./port.ts";

const shownCharacters = 80;

/** Reads versions from SSM and Secrets Manager, and images from ECR. */
export const referencesReader = (environments: Environments): References => ({
  async current(environment, reference) {
    const clients = environments.clients("refer", environment);
    const image = registryImageOf(reference);
    if (image !== null) return imageNow(clients, image);
    const target = targetOf(reference);
    if (target === null) return null;
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

/** When an image was pushed (ECR API reference, DescribeImages). */
async function imageNow(
  clients: Clients,
  { account, repository, digest }: RegistryImage,
): Promise<string | null> {
  const answer = await orAbsent(
    clients(ECRClient).send(
      new DescribeImagesCommand({
        registryId: account,
        repositoryName: repository,
        imageIds: [{ imageDigest: digest }],
      }),
    ),
    "ImageNotFound",
    "RepositoryNotFound",
  );
  const [found] = answer?.imageDetails ?? [];
  return found === undefined ? null : `pushed at ${found.imagePushedAt?.toISOString() ?? "an unknown time"}`;
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
