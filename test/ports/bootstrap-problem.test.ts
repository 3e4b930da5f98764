import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { mockClient } from "aws-sdk-client-mock";
import { bootstrapProblem } from "../../lib/ports/stack-index/bootstrap-problem.ts";
import { reached } from "../fixtures/reached.ts";

const cloudFormation = mockClient(CloudFormationClient);
beforeEach(() => cloudFormation.reset());
afterAll(() => cloudFormation.restore());

const missing = Object.assign(new Error("Stack with id CDKToolkit does not exist"), {
  name: "ValidationError",
});
const stack = (version: string, variant: string) => ({
  Stacks: [
    {
      StackName: "CDKToolkit",
      CreationTime: new Date(0),
      StackStatus: "CREATE_COMPLETE" as const,
      Outputs: [{ OutputKey: "BootstrapVersion", OutputValue: version }],
      Parameters: [{ ParameterKey: "BootstrapVariant", ParameterValue: variant }],
    },
  ],
});
const standard = "AWS CDK: Default Resources";
const problem = () => bootstrapProblem(reached("staging"), "staging");

test("a standard bootstrap with its helper role has no problem", async () => {
  cloudFormation
    .on(DescribeStacksCommand)
    .callsFake(({ StackName }) => ({ Stacks: [{ ...stack("33", standard).Stacks[0], StackName }] }));

  expect(await problem()).toBeNull();
});

test.each([
  ["too old", stack("22", standard), "is version 22, and 23 is needed"],
  [
    "without a version",
    { Stacks: [{ ...stack("", "").Stacks[0] }] } as never,
    "is version 0, and 23 is needed",
  ],
  ["customised", stack("33", "ours"), "is customised (ours)"],
])("a bootstrap that is %s is named", async (_, answer, said) => {
  cloudFormation.on(DescribeStacksCommand).resolves(answer);

  expect(await problem()).toContain(said);
});

test("an account without a bootstrap, or without the helper role, is named", async () => {
  cloudFormation.on(DescribeStacksCommand).rejects(missing);
  expect(await problem()).toContain("staging's account 333333333333 in us-east-1 has no standard bootstrap");

  cloudFormation.on(DescribeStacksCommand, { StackName: "CDKToolkit" }).resolves(stack("33", standard));
  expect(await problem()).toContain("has no interlock-helper-shop-staging");
});
