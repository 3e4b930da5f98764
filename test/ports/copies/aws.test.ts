import { ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { whole } from "../../../lib/domain/records/compare.ts";
import { copiesIn } from "../../../lib/ports/copies/aws.ts";

const s3 = mockClient(S3Client);
const folder = "infrastructure-records/21.03/control-plane/";
const keyOf = (sequence: number) => `${folder}${String(sequence).padStart(8, "0")}-note.json`;

/** A bucket that lists the copies of entries 1 to 9 from behind a key on, two versions a page. */
beforeEach(() => {
  s3.reset();
  s3.on(ListObjectVersionsCommand).callsFake(({ KeyMarker = "" }: { KeyMarker?: string }) => {
    const behind = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(keyOf).filter((key) => key > KeyMarker);
    const page = behind.slice(0, 2);
    return {
      Versions: page.map((Key) => ({ Key, VersionId: "v1", ETag: '"tag"' })),
      IsTruncated: behind.length > page.length,
      ...(behind.length > page.length ? { NextKeyMarker: page.at(-1) } : {}),
    };
  });
});

test.each([
  ["a whole chain is read to its last page", whole, [1, 2, 3, 4, 5, 6, 7, 8, 9], 5],
  ["a span is read from its first entry, and no page behind its last", { from: 3, to: 5 }, [3, 4, 5], 2],
  ["a span whose last entry ends a page is read to there", { from: 3, to: 6 }, [3, 4, 5, 6], 3],
  ["a span without an end is read to the chain's", { from: 8, to: null }, [8, 9], 1],
])("%s", async (_what, span, sequences, pages) => {
  const listed = await copiesIn({ bucketName: "b" }).list("control-plane", span);

  expect(listed.map(({ sequence }) => sequence)).toEqual(sequences);
  expect(s3.commandCalls(ListObjectVersionsCommand)).toHaveLength(pages);
});
