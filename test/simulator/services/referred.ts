import type { Service } from "../account.ts";

type Parameter = { readonly Value: string; readonly Type: string; readonly Version: number };

/**
 * What a template's dynamic references and images stand for (API references of SSM, GetParameter, of Secrets Manager, DescribeSecret,
 * and of ECR, DescribeImages).
 */
export class Referred {
  private readonly values = new Map<string, Parameter>();
  private readonly versions = new Map<string, string>();
  private readonly goneImages = new Set<string>();

  /** Writes a parameter: each time, its version is one higher. */
  put(name: string, Value: string, Type: "String" | "SecureString" = "String"): void {
    const Version = (this.values.get(name)?.Version ?? 0) + 1;
    this.values.set(name, { Value: Type === "String" ? Value : "encrypted", Type, Version });
  }

  /** Deletes a parameter. */
  remove(name: string): void {
    this.values.delete(name);
  }

  /** Deletes an image from its repository; every other one is there. */
  deleteImage(digest: string): void {
    this.goneImages.add(digest);
  }

  /** Makes a version of a secret the current one. */
  rotate(id: string, version: string): void {
    this.versions.set(id, version);
  }

  readonly images: Service = {
    DescribeImages: ({
      imageIds = [],
    }: {
      readonly imageIds?: readonly { readonly imageDigest?: string }[];
    }) => {
      const [{ imageDigest = "" } = {}] = imageIds;
      if (this.goneImages.has(imageDigest))
        throw Object.assign(new Error("The image requested does not exist in the specified repository"), {
          name: "ImageNotFoundException",
        });
      return { imageDetails: [{ imageDigest, imagePushedAt: new Date("2026-11-01T00:00:00Z") }] };
    },
  };

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
