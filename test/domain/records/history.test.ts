import { canonicalJson, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import {
  archivePayload,
  type ExecutionHistory,
  type HistoryArchive,
  historySchema,
  historyText,
  namedExecutions,
  openArchive,
  tokensIn,
  withoutTokens,
} from "../../../lib/domain/records/history.ts";
import { entriesOf, runId } from "../../fixtures/sample-entries.ts";
import { noted, opened, otherDigest, recovered, someDigest } from "../../fixtures/sample-facts.ts";
import { TestSigningKey } from "../../fixtures/signing-key.ts";

const signing = new TestSigningKey();
const key = readVerifyingKey(signing.pem);
const archive: HistoryArchive = {
  runId,
  count: 40,
  head: someDigest,
  executions: [
    { execution: "arn:execution:parent", digest: otherDigest },
    { execution: "arn:execution:child", digest: someDigest },
  ],
};
const standIn = (token: string) => `sha256:${sha256(token)}`;

test("the executions of a run are the one that opened it and those that recovered it, in their order", () => {
  const entries = entriesOf(opened(), noted("something"), recovered());
  expect(namedExecutions(entries)).toEqual(["arn:execution:1", "arn:execution:2"]);
});

describe("an archive of histories", () => {
  test("reads back from its envelope as it was signed, in the order of the executions", () => {
    expect(openArchive(signing.envelope(archivePayload(archive)), key)).toEqual(archive);
  });

  test("is refused when another key signed it", () => {
    const envelope = new TestSigningKey().envelope(archivePayload(archive));
    expect(() => openArchive(envelope, key)).toThrow(expect.objectContaining({ name: "ReceiptRefused" }));
  });

  test.each([
    ["is not canonical JSON", JSON.stringify(JSON.parse(archivePayload(archive).toString()), null, 1)],
    ["is not such a statement", "{}"],
  ])("is refused when what was signed %s", (message, payload) => {
    expect(() => openArchive(signing.envelope(payload), key)).toThrow(
      expect.objectContaining({ name: "ReceiptRefused", message: expect.stringContaining(message) }),
    );
  });
});

describe("the archive of an execution", () => {
  const history = (...events: ExecutionHistory["events"]): ExecutionHistory => ({
    execution: "arn:execution:parent",
    status: "SUCCEEDED",
    definition: "{}",
    events,
  });

  test("is everything that Step Functions returned, as canonical JSON", () => {
    const told = history({
      type: "TaskSucceeded",
      id: 7,
      inputTruncated: false,
      previous: null,
      list: ["a", 1],
    });
    expect(historyText(told)).toBe(canonicalJson(told));
  });

  test("has each token's digest in place of the token, in keys and texts too", () => {
    const told = history({ taskToken: "AQC1" }, { output: "answered AQC1 and AQC1" }, { AQC1: true });
    expect((JSON.parse(historyText(told)) as ExecutionHistory).events).toEqual([
      { taskToken: standIn("AQC1") },
      { output: `answered ${standIn("AQC1")} and ${standIn("AQC1")}` },
      { [standIn("AQC1")]: true },
    ]);
  });

  test("leaves no end of a token that begins with another one", () => {
    expect(withoutTokens([{ taskToken: "AQC" }, { taskToken: "AQC-and-more" }, "AQC-and-more"])).toEqual([
      { taskToken: standIn("AQC") },
      { taskToken: standIn("AQC-and-more") },
      standIn("AQC-and-more"),
    ]);
  });
});

test.each<[string, unknown, boolean]>([
  ["an object", { type: "TaskSucceeded", id: 7 }, true],
  ["null", null, false],
  ["a list", [{ type: "TaskSucceeded" }], false],
  ["a text", "TaskSucceeded", false],
])("an event of a history that is %s may be read: %j, %s", (_what, event, isRead) => {
  const history = { execution: "arn:execution:parent", status: "FAILED", definition: "{}", events: [event] };
  expect(historySchema.safeParse(history).success).toBe(isRead);
});

describe("a task token", () => {
  const inText = (value: Json) => JSON.stringify(value);
  test.each<[string, Json]>([
    ["under its name", { taskToken: "AQC" }],
    ["under its name in another spelling", [{ Task_Token: "AQC" }]],
    ["under the name that a definition asks for it by", { "taskToken.$": "AQC" }],
    ["inside what a key of that name holds", { taskToken: { taskToken: "AQC" } }],
    ["beside values of every kind", { a: null, b: 1, c: true, d: "", e: [], taskToken: "AQC" }],
    ["in JSON in a text", { parameters: inText({ taskToken: "AQC" }) }],
    ["in a text in JSON in a text", { input: inText({ body: inText({ taskToken: "AQC" }) }) }],
    ["in a text that is JSON of a text that is JSON", { output: inText(inText({ taskToken: "AQC" })) }],
  ])("is found %s", (_where, value) => {
    expect(tokensIn(value)).toEqual(["AQC"]);
  });

  test.each<[string, string]>([
    ["a token that looks like a digest and goes on", `sha256:${someDigest}f`],
    ["a token that ends like a digest", `AQCsha256:${someDigest}`],
    ["a token with a dollar in it", "AQC$"],
  ])("is one even as %s", (_what, token) => {
    expect(tokensIn({ taskToken: token })).toEqual([token]);
  });

  test.each<[string, Json]>([
    ["the path by which a definition asks for one", { "taskToken.$": "$$.Task.Token" }],
    ["the digest of one", { taskToken: `sha256:${someDigest}` }],
    ["an empty text", { taskToken: "" }],
    ["a number", { taskToken: 5 }],
    ["under a name that goes on", { taskTokens: "three" }],
    ["under a name that begins otherwise", { noTaskToken: "three" }],
    ["a text that speaks of a task token", { reason: "the task token was not answered" }],
    ["a text without one", "nothing"],
  ])("is not %s", (_what, value) => {
    expect(tokensIn(value)).toEqual([]);
    expect(withoutTokens(value)).toEqual(value);
  });
});
