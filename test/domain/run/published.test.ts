import { publishedIn } from "../../../lib/domain/run/published.ts";
import { fact, opened, someDigest, validated } from "../../fixtures/sample-facts.ts";

const published = (
  name: string,
  result: "published" | "refused" = "published",
  environment: "staging" | "production" = "staging",
) =>
  fact("publish-asset", "outcome", environment, {
    environment,
    name,
    digest: someDigest,
    bucketName: "bucket",
    objectKey: `${name}.zip`,
    versionId: "v1",
    result,
    reason: "",
  });

test("what a run published in an environment is told in order, without what was refused there", () => {
  const facts = [
    opened(),
    published("one"),
    validated("staging"),
    published("two", "refused"),
    published("three", "published", "production"),
    published("four"),
  ];

  expect(publishedIn(facts, "staging").map(({ name }) => name)).toEqual(["one", "four"]);
});
