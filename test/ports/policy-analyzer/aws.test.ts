import { AccessAnalyzerClient, CheckNoPublicAccessCommand } from "@aws-sdk/client-accessanalyzer";
import { mockClient } from "aws-sdk-client-mock";
import { throttled } from "../../../lib/domain/errors.ts";
import { policyAnalyzerOf } from "../../../lib/ports/policy-analyzer/aws.ts";
import { accessAnalyzer } from "../../simulator/services/access-analyzer.ts";

const analyzer = mockClient(AccessAnalyzerClient);
beforeEach(() => analyzer.reset());
afterAll(() => analyzer.restore());

let nowMs = 0;
const clock = { nowMs: () => nowMs };
const asked = { resourceType: "AWS::KMS::Key", document: '{"Statement":[]}' };
const failing = (name: string, status: number) =>
  Object.assign(new Error("it is said by AWS"), { name, $metadata: { httpStatusCode: status } });

test.each([
  ["PASS", { is: "private" }],
  ["FAIL", { is: "public" }],
  ["MAYBE", { is: "unread", because: "IAM Access Analyzer answered MAYBE" }],
  [undefined, { is: "unread", because: "IAM Access Analyzer answered undefined" }],
])("the result %s is %j", async (result, opinion) => {
  analyzer.on(CheckNoPublicAccessCommand).resolves({ result: result as never });

  expect(await policyAnalyzerOf(clock).opinionOn(asked)).toEqual(opinion);
});

test.each([
  ["AccessDeniedException", 403],
  ["ValidationException", 400],
  ["InvalidParameterException", 400],
  ["UnprocessableEntityException", 422],
  ["UnknownError", 400],
])("%s is no opinion", async (name, status) => {
  analyzer.on(CheckNoPublicAccessCommand).rejects(failing(name, status));

  expect(await policyAnalyzerOf(clock).opinionOn(asked)).toEqual({
    is: "unread",
    because: `${name}: it is said by AWS`,
  });
});

test("what every client says of a passing error is waited for", async () => {
  analyzer.on(CheckNoPublicAccessCommand).rejects(throttled("AWS wants to be asked later"));

  await expect(policyAnalyzerOf(clock).opinionOn(asked)).rejects.toMatchObject({ name: "Throttled" });
});

test("the same policy is asked about once, unless there was no answer", async () => {
  analyzer
    .on(CheckNoPublicAccessCommand)
    .rejectsOnce(failing("AccessDeniedException", 403))
    .resolves({ result: "PASS" });
  const port = policyAnalyzerOf(clock);

  await port.opinionOn(asked);
  await port.opinionOn(asked);
  await port.opinionOn(asked);
  await port.opinionOn({ ...asked, resourceType: "AWS::SNS::Topic" });

  expect(analyzer.commandCalls(CheckNoPublicAccessCommand)).toHaveLength(3);
});

test("an endpoint that lacks the service is asked again after a minute, and then answers for every policy", async () => {
  analyzer.on(CheckNoPublicAccessCommand).rejectsOnce(failing("Unknown", 400)).resolves({ result: "PASS" });
  const port = policyAnalyzerOf(clock);
  const another = { ...asked, resourceType: "AWS::SNS::Topic" };
  const lacking = { is: "unread", because: "Unknown: it is said by AWS" };

  expect(await port.opinionOn(asked)).toEqual(lacking);
  expect(await port.opinionOn(another)).toEqual(lacking);
  expect(analyzer.commandCalls(CheckNoPublicAccessCommand)).toHaveLength(1);
  nowMs += 60_000;
  expect(await port.opinionOn(asked)).toEqual({ is: "private" });
  expect(await port.opinionOn(another)).toEqual({ is: "private" });
});

test("a type that IAM Access Analyzer does not know is refused by the account in memory", () => {
  const ask = accessAnalyzer(["AWS::KMS::Key"])["CheckNoPublicAccess"];

  expect(() => ask?.({ policyDocument: "{}", resourceType: "AWS::ECR::Repository" } as never)).toThrow(
    "failed to satisfy constraint",
  );
});

describe("the account in memory, asked about a policy that allows everyone everything,", () => {
  const ask = accessAnalyzer(["AWS::KMS::Key"])["CheckNoPublicAccess"];
  const all = { Principal: "*", Action: "*", Resource: "*" };
  const resultWith = (denial: object) => {
    const Statement = [
      { ...all, Effect: "Allow" },
      { ...all, Effect: "Deny", ...denial },
    ];
    return ask?.({ policyDocument: JSON.stringify({ Statement }), resourceType: "AWS::KMS::Key" } as never);
  };

  test.each([
    ["all is denied to everybody", {}, "PASS"],
    [
      "all is denied but from one endpoint",
      { Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } },
      "PASS",
    ],
    ["one action is denied", { Action: "kms:Decrypt" }, "FAIL"],
    ["one resource is denied", { Resource: "arn:aws:kms:::key/1" }, "FAIL"],
    [
      "all is denied to who says something about himself",
      { Condition: { StringEquals: { "aws:RequestTag/team": "red" } } },
      "FAIL",
    ],
    [
      "all is denied by an operator that nobody knows",
      { Condition: { NumericLessThan: { "aws:PrincipalAccount": "5" } } },
      "FAIL",
    ],
  ])("where %s, answers as AWS does", (_what, denial, result) => {
    expect(resultWith(denial)).toMatchObject({ result });
  });
});
