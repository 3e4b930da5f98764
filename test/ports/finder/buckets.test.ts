import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { bucketsNamed } from "../../../lib/ports/finder/buckets.ts";
import { reached } from "../../fixtures/reached.ts";

const s3 = mockClient(S3Client);
afterAll(() => s3.restore());

test("buckets are listed page by page", async () => {
  s3.on(ListBucketsCommand)
    .resolvesOnce({
      Buckets: [{ Name: "shop-development-one" }, { Name: "till" }],
      ContinuationToken: "more",
    })
    .resolves({ Buckets: [{ Name: "shop-development-two" }] });
  const found = await bucketsNamed(reached("development").clients("look", "development"), "shop-development");

  expect(found.map(({ id }) => id)).toEqual(["shop-development-one", "shop-development-two"]);
  expect(s3.commandCalls(ListBucketsCommand).map(({ args: [{ input }] }) => input)).toMatchObject([
    { MaxBuckets: 1_000 },
    { MaxBuckets: 1_000, ContinuationToken: "more" },
  ]);
});
