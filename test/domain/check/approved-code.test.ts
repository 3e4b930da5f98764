import { sha256 } from "../../../lib/domain/canonical.ts";
import { askAboutCode } from "../../../lib/domain/check/approved-code.ts";
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
  expect(answers(seen, from(code))).toEqual(expected);
});

test("other types are not asked", () => {
  const topic: Inspected = {
    type: "AWS::SNS::Topic",
    facts: { encrypted: true, admitsEveryone: false, policy: [], documents: [] },
  };

  expect(answers(topic, from({ S3Key: "0123.zip" }))).toEqual([]);
});
