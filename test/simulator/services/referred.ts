import type { Service } from "../account.ts";

type Parameter = { readonly Value: string; readonly Type: string; readonly Version: number };

/** What a template's dynamic references stand for (API references of SSM, GetParameter, and Secrets Manager, DescribeSecret). */
export class Referred {
  private readonly values = new Map<string, Parameter>();
  private readonly versions = new Map<string, string>();

  /** Writes a parameter: each time, its version is one higher. */
  put(name: string, Value: string, Type: "String" | "SecureString" = "String"): void {
    const Version = (this.values.get(name)?.Version ?? 0) + 1;
    this.values.set(name, { Value: Type === "String" ? Value : "encrypted", Type, Version });
  }

  /** Deletes a parameter. */
  remove(name: string): void {
    this.values.delete(name);
  }

  /** Makes a version of a secret the current one. */
  rotate(id: string, version: string): void {
    this.versions.set(id, version);
  }

  readonly parameters: Service = {
    GetParameter: ({ Name }: { readonly Name: string }) => {
      const found = this.values.get(Name);
      if (found === undefined)
        throw Object.assign(new Error(`Parameter ${Name} not found.`), { name: "ParameterNotFound" });
      return { Parameter: { Name, ...found, LastModifiedDate: new Date("2026-11-01T00:00:00Z") } };
    },
  };

  readonly secrets: Service = {
    DescribeSecret: ({ SecretId }: { readonly SecretId: string }) => {
      const version = this.versions.get(SecretId);
      if (version === undefined)
        throw Object.assign(new Error("Secrets Manager can't find the specified secret."), {
          name: "ResourceNotFoundException",
        });
      return { Name: SecretId, VersionIdsToStages: { [version]: ["AWSCURRENT"], older: ["AWSPREVIOUS"] } };
    },
  };
}
