import type { Service } from "../account.ts";

/** Secrets Manager, as far as a secret is read (API reference, GetSecretValue). */
export class SecretsManager {
  /** The texts of secrets by name. */
  readonly secrets = new Map<string, string>();

  readonly service: Service = {
    GetSecretValue: ({ SecretId }: { SecretId: string }) => {
      const SecretString = this.secrets.get(SecretId);
      if (SecretString === undefined)
        throw Object.assign(new Error("Secrets Manager can't find the specified secret."), {
          name: "ResourceNotFoundException",
        });
      return { SecretString };
    },
  };
}
