import { hash } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type Contract, errorOf, type Place } from "../contract.ts";

const s3 = new S3Client({ forcePathStyle: true });
const put = ({ bucket: Bucket }: Place, Key: string, Body: string, rest: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...rest }));
const read = async ({ bucket: Bucket }: Place, Key: string, VersionId?: string) => {
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }),
  );
  return Body?.transformToString();
};
const createOnly = { IfNoneMatch: "*" };

/** What the second copies rely on. */
export const s3Contracts: readonly Contract[] = [
  {
    says: "a create-only put is taken once",
    act: async (at) => {
      const key = at.unique("once");
      await put(at, key, "first", createOnly);
      return [await errorOf(put(at, key, "second", createOnly)), await read(at, key)];
    },
    sees: ["PreconditionFailed", "first"],
  },
  {
    says: "reading a missing object is NoSuchKey",
    act: async (at) => errorOf(read(at, at.unique("nothing"))),
    sees: "NoSuchKey",
  },
  {
    says: "a put over an object leaves the version before it readable",
    act: async (at) => {
      const key = at.unique("versions");
      const { VersionId } = await put(at, key, "first");
      await put(at, key, "second");
      return [await read(at, key), await read(at, key, VersionId)];
    },
    sees: ["second", "first"],
  },
  {
    says: "a delete marker hides an object and destroys nothing; a create-only put then succeeds again",
    act: async (at) => {
      const key = at.unique("marker");
      const { VersionId } = await put(at, key, "first");
      await s3.send(new DeleteObjectCommand({ Bucket: at.bucket, Key: key }));
      const hidden = await errorOf(read(at, key));
      const again = await errorOf(put(at, key, "second", createOnly));
      return [hidden, again, await read(at, key, VersionId)];
    },
    sees: ["NoSuchKey", null, "first"],
  },
  {
    says: "versions are listed in the order of their keys, starting after a key that may be missing",
    act: async (at) => {
      const Prefix = at.unique("list/");
      for (const key of ["3-c", "1-a", "2-b", "archive"]) await put(at, `${Prefix}${key}`, "text");
      const { Versions = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket: at.bucket, Prefix, KeyMarker: `${Prefix}2` }),
      );
      return Versions.map(({ Key = "" }) => Key.slice(Prefix.length));
    },
    sees: ["2-b", "3-c", "archive"],
  },
  {
    says: "the ETag of an object that KMS does not encrypt is the MD5 of its bytes",
    act: async (at) => {
      const key = at.unique("tag");
      await put(at, key, "text");
      const { Versions = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket: at.bucket, Prefix: key }),
      );
      return Versions.map(({ ETag }) => ETag);
    },
    sees: [`"${hash("md5", "text")}"`],
  },
  {
    says: "a locked version cannot be deleted",
    act: async (at) => {
      const key = at.unique("locked");
      const { VersionId } = await put(at, key, "first");
      const refused = await errorOf(
        s3.send(new DeleteObjectCommand({ Bucket: at.bucket, Key: key, VersionId })),
      );
      const { Versions = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket: at.bucket, Prefix: key }),
      );
      return [refused, Versions.length];
    },
    sees: ["AccessDenied", 1],
  },
];
