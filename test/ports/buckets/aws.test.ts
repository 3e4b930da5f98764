import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { bucketsIn } from "../../../lib/ports/buckets/aws.ts";
import { reached } from "../../fixtures/reached.ts";

const s3 = mockClient(S3Client);
beforeEach(() => s3.reset());
afterAll(() => s3.restore());
const denied = Object.assign(new Error("not authorized to perform: s3:ListBucketVersions"), {
  name: "AccessDenied",
});

test("an object under legal hold is an outcome that names it, not another try", async () => {
  s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: "a" }, { Key: "held", VersionId: "1" }] });
  s3.on(DeleteObjectsCommand).resolves({
    Errors: [{ Key: "held", Code: "AccessDenied", Message: "legal hold" }],
  });

  expect(await bucketsIn(reached("staging")).empty("shop")).toEqual({
    removed: 1,
    isEmpty: false,
    refused: expect.stringContaining("first held: AccessDenied, legal hold"),
  });
  expect(s3.commandCalls(DeleteObjectsCommand)).toHaveLength(1);
});

test("a key that S3 had no time for is tried again", async () => {
  s3.on(ListObjectVersionsCommand)
    .resolvesOnce({ Versions: [{ Key: "a" }] })
    .resolvesOnce({ Versions: [{ Key: "a" }] })
    .resolves({});
  s3.on(DeleteObjectsCommand)
    .resolvesOnce({ Errors: [{ Key: "a", Code: "SlowDown" }] })
    .resolves({});

  expect(await bucketsIn(reached("staging")).empty("shop")).toEqual({
    removed: 1,
    isEmpty: true,
    refused: null,
  });
});

test("a bucket that nobody may look into counts as full, and emptying it says why", async () => {
  s3.on(ListObjectVersionsCommand).rejects(denied);

  expect(await bucketsIn(reached("staging")).isEmpty("shop")).toBe(false);
  expect(await bucketsIn(reached("staging")).empty("shop")).toEqual({
    removed: 0,
    isEmpty: false,
    refused: expect.stringContaining("s3:ListBucketVersions"),
  });
});
