import { hash } from "node:crypto";
import { NoSuchKey } from "@aws-sdk/client-s3";
import type { Service } from "../account.ts";

type Version = {
  readonly versionId: string;
  readonly body: string | null;
  readonly tag: string;
  readonly lockedUntilMs: number;
};
type Place = { readonly Bucket: string; readonly Key: string; readonly VersionId?: string };

const failing = (name: string, message: string) => Object.assign(new Error(message), { name });
/** The ETag of a single put: its MD5, unless KMS encrypts it (S3 API reference, Object, ETag). */
const tagOf = (body: string, encryption: "AES256" | "aws:kms"): string =>
  `"${hash("md5", encryption === "AES256" ? body : `encrypted ${body}`)}"`;
const dayMs = 86_400_000;

/**
 * A versioned bucket under Object Lock in compliance mode: puts that create only, versions that no one can delete
 * before their time, delete markers that hide and destroy nothing (S3 user guide).
 */
export class S3 {
  /** Every version by key, oldest first; a body of null is a delete marker. */
  readonly versions = new Map<string, Version[]>();
  retentionDays = 1;
  /** Whether those who ask may list the bucket: the control plane's functions may not. */
  mayList = true;
  /** Buckets that do not exist; every other name leads to the one bucket that is here. */
  readonly missingBuckets = new Set<string>();
  /** How the bucket encrypts what is put from now on. */
  encryption: "AES256" | "aws:kms" = "AES256";
  private readonly nowMs: () => number;
  private ids = 0;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  readonly service: Service = {
    PutObject: ({
      Bucket,
      Key,
      Body,
      IfNoneMatch,
    }: Place & { Body: string | Uint8Array; IfNoneMatch?: string }) => {
      if (this.missingBuckets.has(Bucket))
        throw failing("NoSuchBucket", "The specified bucket does not exist");
      if (IfNoneMatch === "*" && this.body(Key) !== undefined)
        throw failing("PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
      return { VersionId: this.add(Key, typeof Body === "string" ? Body : Buffer.from(Body).toString()) };
    },
    GetObject: ({ Key, VersionId }: Place) => {
      const found = this.body(Key, VersionId);
      if (found === undefined)
        // Whoever may not list the bucket does not learn whether the object is there (S3 API reference, GetObject).
        throw this.mayList
          ? new NoSuchKey({ message: "The specified key does not exist.", $metadata: {} })
          : failing("AccessDenied", "User is not authorized to perform: s3:ListBucket");
      return {
        Body: { transformToString: async () => found, transformToByteArray: async () => Buffer.from(found) },
        VersionId: this.versions.get(Key)?.at(-1)?.versionId,
        ContentLength: found.length,
      };
    },
    ListObjectsV2: ({ Prefix = "" }: { Prefix?: string }) => ({
      Contents: [...this.versions.keys()]
        .filter((key) => key.startsWith(Prefix) && this.body(key) !== undefined)
        .sort()
        .map((Key) => ({ Key })),
      IsTruncated: false,
    }),
    ListObjectVersions: ({ Prefix = "", KeyMarker = "" }: { Prefix?: string; KeyMarker?: string }) => {
      const listed = [...this.versions]
        .filter(([key]) => key.startsWith(Prefix) && key > KeyMarker)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .flatMap(([Key, versions]) =>
          versions.map((version, index) => ({ Key, ...version, IsLatest: index === versions.length - 1 })),
        );
      return {
        Versions: listed
          .filter(({ body }) => body !== null)
          .map(({ Key, versionId: VersionId, tag: ETag, IsLatest }) => ({ Key, VersionId, ETag, IsLatest })),
        DeleteMarkers: listed
          .filter(({ body }) => body === null)
          .map(({ Key, versionId: VersionId, IsLatest }) => ({ Key, VersionId, IsLatest })),
        IsTruncated: false,
      };
    },
    DeleteObject: ({ Key, VersionId }: Place) => {
      if (VersionId === undefined) {
        this.add(Key, null);
        return { DeleteMarker: true };
      }
      const versions = this.versions.get(Key) ?? [];
      const at = versions.findIndex(({ versionId }) => versionId === VersionId);
      if ((versions[at]?.lockedUntilMs ?? 0) > this.nowMs())
        throw failing("AccessDenied", "Access Denied because object protected by object lock.");
      if (at >= 0) versions.splice(at, 1);
      return {};
    },
  };

  /** What is kept under a key, or in one of its versions; undefined if there is nothing, or a marker hides it. */
  body(key: string, versionId?: string): string | undefined {
    const versions = this.versions.get(key) ?? [];
    const found =
      versionId === undefined ? versions.at(-1) : versions.find((one) => one.versionId === versionId);
    return found?.body ?? undefined;
  }

  /** Overwrites an object, as an attacker with the right to put could. */
  overwrite(key: string, body: string): void {
    this.add(key, body);
  }

  private add(key: string, body: string | null): string {
    this.ids += 1;
    const versionId = `version-${this.ids}`;
    const lockedUntilMs = body === null ? 0 : this.nowMs() + this.retentionDays * dayMs;
    const versions = this.versions.get(key);
    const version = { versionId, body, tag: tagOf(body ?? "", this.encryption), lockedUntilMs };
    if (versions === undefined) this.versions.set(key, [version]);
    else versions.push(version);
    return versionId;
  }
}
