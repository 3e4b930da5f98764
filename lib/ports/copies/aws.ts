import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Copy } from "../../domain/records/compare.ts";
import { copiesFrom, copiesOf, copyEntries } from "../shared/chain/second-copies.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Copies } from "./port.ts";

const s3 = patientClient(new S3Client({ forcePathStyle: true }));

/** The second copies in the object-locked bucket, with every version and every mark. */
export const copiesIn = ({ bucketName }: { readonly bucketName: string }): Copies => ({
  async list(chain, { from, to }) {
    const Prefix = copiesOf(chain);
    const end = to === null ? null : copiesFrom(chain, to + 1);
    const copies: Copy[] = [];
    for await (const { Versions = [], DeleteMarkers = [], NextKeyMarker = "" } of versionsIn(
      bucketName,
      Prefix,
      from === 1 ? Prefix : copiesFrom(chain, from),
    )) {
      for (const { Key = "", VersionId: version = "null", ETag, isMark } of [
        ...Versions.map((listed) => ({ ...listed, isMark: false })),
        ...DeleteMarkers.map((listed) => ({ ...listed, ETag: undefined, isMark: true })),
      ]) {
        const sequence = Number(/^(\d{8})-/.exec(Key.slice(Prefix.length))?.[1] ?? Number.NaN);
        // An object that is not the copy of an entry, such as an archive, is not compared.
        if (Number.isNaN(sequence) || sequence > (to ?? sequence)) continue;
        copies.push({ sequence, key: Key, version, isMark, tag: ETag?.replaceAll('"', "") ?? null });
      }
      if (end !== null && NextKeyMarker >= end) break;
    }
    return copies;
  },
  async read({ key, version }) {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucketName, Key: key, VersionId: version }),
    );
    return (await Body?.transformToString()) ?? "";
  },
  make: (chain, entry) => copyEntries({ bucketName }, chain, [entry]),
});

async function* versionsIn(
  Bucket: string,
  Prefix: string,
  KeyMarker: string,
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  let from: { KeyMarker?: string; VersionIdMarker?: string } | null = { KeyMarker };
  while (from !== null) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix, ...from }),
    );
    yield page;
    const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    from =
      IsTruncated === true && NextKeyMarker !== undefined
        ? {
            KeyMarker: NextKeyMarker,
            ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }),
          }
        : null;
  }
}
