import { sha256 } from "../../../lib/domain/canonical.ts";
import { askAboutCode, askAboutPlace } from "../../../lib/domain/check/approved-code.ts";
import type { Inspected } from "../../../lib/resources/resources.ts";

const bytes = "exports.handler = 1";
const asset = {
  name: "Create/Code",
  digest: sha256(bytes),
  bytes: bytes.length,
  bucketName: "bucket",
  objectKey: "0123.zip",
};
const running = (text: string): Inspected => ({
  type: "AWS::Lambda::Function",
  facts: {
    state: "Active",
    codeSha256: Buffer.from(sha256(text), "hex").toString("base64"),
    admitsEveryone: false,
    policy: [],
    documents: [],
  },
});
const from = (Code: object) => ({ Type: "AWS::Lambda::Function", Properties: { Code } }) as never;
const answers = (seen: Inspected, body: never) =>
  askAboutCode(seen, body, [asset], "production/service/Create").map(({ answer }) => answer);

test.each<[string, Inspected, object, readonly string[]]>([
  ["holds if Lambda runs the approved bytes", running(bytes), { S3Key: "0123.zip" }, ["held"]],
  ["is broken if it runs others", running("exports.handler = 2"), { S3Key: "0123.zip" }, ["broken"]],
  [
    "is unobservable if the change does not bring the code",
    running(bytes),
    { S3Key: "4567.zip" },
    ["unobservable"],
  ],
  ["is unobservable if the key is not known", running(bytes), { S3Key: { Ref: "Key" } }, ["unobservable"]],
  ["is not asked of code in the template", running(bytes), { ZipFile: bytes }, []],
])("running code %s", (_what, seen, code, expected) => {
  expect(answers(seen, from(code))).toStrictEqual(expected);
});

test("a broken reading says which bytes run and which were approved, and does not settle by itself", () => {
  expect(
    askAboutCode(running("other"), from({ S3Key: "0123.zip" }), [asset], "production/service/Create"),
  ).toEqual([
    {
      check: "approved-code-running",
      fact: "code-sha256",
      resource: "production/service/Create",
      settles: false,
      answer: "broken",
      saw: `runs ${sha256("other").slice(0, 16)}, Create/Code is ${asset.digest.slice(0, 16)}`,
    },
  ]);
});

describe("a file that the run published", () => {
  const published = { name: "page", objectKey: "page.html", versionId: "v1" };
  test.each<[string, string | null, string | null, string, string]>([
    ["is still there", "v1", "v1", "held", "version v1 of page.html"],
    ["was replaced", "v1", "v2", "broken", "version v2 is at page.html, and v1 was published"],
    ["was deleted", "v1", null, "broken", "nothing is at page.html, and v1 was published"],
    ["cannot be told apart without versions", null, "v2", "unobservable", "the bucket keeps no versions"],
  ])("%s", (_what, versionId, current, answer, saw) => {
    expect(askAboutPlace({ ...published, versionId }, current, "production")).toMatchObject({
      check: "approved-code-running",
      fact: "asset-version",
      resource: "production/page",
      settles: false,
      answer,
      saw: expect.stringContaining(saw),
    });
  });
});

test("other types are not asked", () => {
  const topic: Inspected = {
    type: "AWS::SNS::Topic",
    facts: { encrypted: true, admitsEveryone: false, policy: [], documents: [] },
  };

  expect(answers(topic, from({ S3Key: "0123.zip" }))).toStrictEqual([]);
});
